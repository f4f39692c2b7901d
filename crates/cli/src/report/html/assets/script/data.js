// The profile, with its columns brought back to items where they are asked for.

const profile = JSON.parse(byId("profile").textContent);
const { subject, texts, environments, invocations } = profile;

const text = (number) => (number === null || number === undefined ? null : texts[number]);

const modules = {
  n: profile.modules.name.length,
  ...profile.modules,
  label: (i) => text(profile.modules.name[i]),
  path: (i) => text(profile.modules.path[i]),
  file: (i) => text(profile.modules.file[i]),
};

const calls = {
  n: profile.calls.start.length,
  ...profile.calls,
  operation: (i) => text(profile.calls.operation[i]),
  target: (i) => text(profile.calls.target[i]),
  library: (i) => text(profile.calls.library[i]),
  file: (i) => text(profile.calls.file[i]),
  function: (i) => text(profile.calls.function[i]),
  error: (i) => text(profile.calls.error[i]),
  statement: (i) => text(profile.calls.statement[i]),
  details: new Map(profile.calls.details.map((detail) => [detail.call, detail])),
};

// Kinds of calls: their name, and a letter that tells them apart without colour.
const KINDS = {
  aws: ["AWS", "A"],
  http: ["HTTP", "H"],
  sql: ["SQL", "S"],
  redis: ["Redis", "R"],
  mongodb: ["MongoDB", "M"],
  connect: ["Connect", "C"],
  client: ["Client", "K"],
  process: ["Process", "P"],
};

const ORIGINS = {
  first_party: "your code",
  third_party: "installed package",
  standard: "standard library",
  built_in: "interpreter",
  namespace: "namespace folder",
  unknown: "unknown",
};

const BYTECODES = {
  valid: "valid",
  unchecked: "valid, not checked",
  stale: "stale, compiled anew",
  absent: "absent, compiled",
  none: "needs none",
};

// Who needed a module: "events", "init" for other modules at init only, "nobody"; null where that was
// not looked at.
function neededBy(i) {
  const usage = modules.usage[i];
  if (usage === null) return null;
  if (usage.events.length) return "events";
  return usage.at_init ? "init" : "nobody";
}

const NEEDS = { events: ["●", "by events"], init: ["◐", "at init only"], nobody: ["◇", "never"] };

// Whether no event needed a module; null where that was not looked at.
function neverNeeded(i) {
  const need = neededBy(i);
  return need === null ? null : need !== "events";
}

const compiledAnew = (i) => modules.bytecode[i] === "stale" || modules.bytecode[i] === "absent";

function distributionName(number) {
  const distribution = number === null || number === undefined ? null : profile.distributions[number];
  return distribution ? distribution.name + (distribution.version ? " " + distribution.version : "") : null;
}

// Folders that packages were imported from, the longest first: a module's path ends as its name does.
const packageFolders = (() => {
  const folders = new Set();
  for (let i = 0; i < modules.n; i++) {
    const path = modules.path(i);
    if (!path || modules.origin[i] !== "third_party") continue;
    const at = path.lastIndexOf("/" + modules.label(i).replaceAll(".", "/"));
    if (at > 0) folders.add(path.slice(0, at + 1));
  }
  return [...folders].sort((a, b) => b.length - a.length);
})();

const codeFolders = [subject.code.replace(/\/*$/, "/"), "/var/task/"];

// A path as short as it is clear: from the code folder or the folder of packages on.
function shortPath(path) {
  if (!path) return path;
  const folder = [...packageFolders, ...codeFolders].find((each) => path.startsWith(each));
  if (folder) return path.slice(folder.length);
  const library = /\/lib\/(python3\.\d+\/.*)$/.exec(path);
  return library ? library[1] : path;
}

const place = (file, line) => (file ? shortPath(file) + (line ? ":" + line : "") : null);

const isInCode = (path) => codeFolders.some((folder) => path.startsWith(folder));

const eventName = (number) => subject.events[number]?.name ?? "event " + (number + 1);

// An event's name without the folder that all of them share.
const eventShort = (number) => eventName(number).replace(/^.*\//, "");

const isSurvey = (environment) => environments[environment]?.mode === "survey";

const hasMarks = (invocation) => invocation.marks.length > 0 && invocation.start_ms !== null;

// Calls by invocation; those of init by environment.
const callsOf = (() => {
  const ofInvocation = new Map();
  const ofInit = new Map();
  for (let i = 0; i < calls.n; i++) {
    const invocation = calls.invocation[i];
    const [map, key] = invocation === null ? [ofInit, calls.environment[i]] : [ofInvocation, invocation];
    if (!map.has(key)) map.set(key, []);
    map.get(key).push(i);
  }
  return { invocation: (i) => ofInvocation.get(i) ?? [], init: (i) => ofInit.get(i) ?? [] };
})();
