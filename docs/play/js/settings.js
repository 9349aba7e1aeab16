// How Python starts; the same when its memory is kept and when it is loaded.
export const settings = { env: { HOME: "/home", PYTHONDONTWRITEBYTECODE: "1" }, enableRunUntilComplete: false };
