// What the system knows of a process and of a directory.
import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Memory that a process holds, in megabytes. */
export async function memory(pid) {
  const [, kb] = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [0, 0];
  return Number(kb) / 1e3;
}

/** Processor seconds that a process has used. */
export async function seconds(pid) {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  const [user, system] = text.slice(text.lastIndexOf(")") + 2).split(" ").slice(11, 13).map(Number);
  return (user + system) / 100;
}

/** Bytes of all files below a directory, in megabytes. */
export async function weight(directory) {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath ?? entry.path, entry.name)).catch(() => ({ size: 0 })));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0) / 1e6;
}
