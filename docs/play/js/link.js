// Programs in the fragment of an address: deflated, in the letters of base64url. A fragment is sent to no server.

export const LONGEST = 16_000; // characters; mail and chat cut longer addresses
const MOST = 200_000; // characters of a program that a link may hold

// Return the fragment for a program. Throws a RangeError where it would be too long.
export async function pack(program) {
  const bytes = new Uint8Array(await new Response(through(program, new CompressionStream("deflate-raw"))).arrayBuffer());
  const letters = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (letters.length > LONGEST) {
    throw new RangeError(
      `the link would have ${letters.length.toLocaleString("en")} characters, more than ` +
      `${LONGEST.toLocaleString("en")}, which mail and chat would cut; download the program as .py and send the file`);
  }
  return `#code=${letters}`;
}

// Return the program in a fragment, undefined where there is none. Throws an Error where it is damaged.
export async function unpack(fragment) {
  const letters = fragment.match(/^#code=(.*)$/)?.[1];
  if (letters === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const reader = through(bytes, new DecompressionStream("deflate-raw")).pipeThrough(new TextDecoderStream("utf-8", { fatal: true })).getReader();
    let program = "";
    for (let piece; !(piece = await reader.read()).done;) {
      program += piece.value;
      if (program.length > MOST) throw new RangeError("too long");
    }
    return program;
  } catch (error) {
    throw new Error("the link holds no program that can be read: a part of it is missing or changed; ask for it again", { cause: error });
  }
}

function through(content, stream) {
  return new Blob([content]).stream().pipeThrough(stream);
}
