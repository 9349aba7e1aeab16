// Opened from disk, a browser loads none of the files below; the page says the command that serves them.
document.getElementById("disk").hidden = location.protocol !== "file:";
