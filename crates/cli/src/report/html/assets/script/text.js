// How figures and names are written. Names come from inside the function and may be hostile: what
// would change how other text is read is shown as its code.

const THIN = "\u202f";

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

function plain(text) {
  return String(text).replace(UNSEEN, (one) => "\\u" + one.charCodeAt(0).toString(16).padStart(4, "0"));
}

function digits(value, most) {
  const size = Math.abs(value);
  const places = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", {
    minimumFractionDigits: Math.min(places, most ?? 2),
    maximumFractionDigits: Math.min(places, most ?? 2),
  });
}

function ms(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 60000) return digits(value / 60000) + THIN + "min";
  if (size >= 1000) return digits(value / 1000) + THIN + "s";
  if (size > 0 && size < 0.005) return "<0.01" + THIN + "ms";
  return (size === 0 ? "0" : digits(value)) + THIN + "ms";
}

function bytes(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1073741824) return digits(value / 1073741824) + THIN + "GB";
  if (size >= 1048576) return digits(value / 1048576) + THIN + "MB";
  if (size >= 1024) return digits(value / 1024, 1) + THIN + "KB";
  return value + THIN + "B";
}

function dollars(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size > 0 && size < 0.001) return "<$0.001";
  const places = size >= 100 ? 0 : size >= 0.1 || size === 0 ? 2 : 3;
  const text = size.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
  return (value < 0 ? "−$" : "$") + text;
}

function count(value) {
  return value === null || value === undefined ? "–" : value.toLocaleString("en-US");
}

function percent(share) {
  if (!Number.isFinite(share)) return "–";
  const value = share * 100;
  if (value > 0 && value < 0.1) return "<0.1" + THIN + "%";
  return value.toFixed(value < 10 ? 1 : 0) + THIN + "%";
}

function many(n, one, more) {
  return count(n) + " " + (n === 1 ? one : more ?? one + "s");
}

// Ends a text that is too long in the middle, where two paths differ least.
function shortened(text, most) {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return characters.slice(0, head).join("") + "…" + characters.slice(-(most - 1 - head)).join("");
}
