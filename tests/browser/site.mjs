// Starting the site that is looked at, and what must be known of it: how a person gets the code and an
// officer the secret.
//
// With PROBITY_SITE=demo it is the program's own demonstration; else the server over a desk made of paper.

import { spawn } from "node:child_process";

const paperDesk = {
  command: ["cargo", "run", "--quiet", "--locked", "-p", "probity-server", "--example", "paper_desk", "--", "--port", "0"],
  email: "mary@example.com",
  code: async () => "AB12CD34",
  secret: async () => "open-sesame",
};

const demo = {
  command: [process.env.PROBITY_BINARY ?? "target/debug/probity", "demo", "--port", "0", "--format", "json"],
  email: "mary@example.com",
  code: async () => { throw new Error("how the mail box of the demonstration is read is not said here yet"); },
  secret: async (ready) => ready.officer_secret,
};

const chosen = process.env.PROBITY_SITE === "demo" ? demo : paperDesk;

/// Starts the site and waits until it says its address; `stop` ends it.
export async function startSite() {
  const [program, ...words] = chosen.command;
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"], detached: true });
  const stop = () => { try { process.kill(-child.pid); } catch { /* it has ended */ } };
  const ready = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const line = text.split("\n").find((line) => line.includes('"url"'));
      if (line) resolve(JSON.parse(line));
    });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the site ended with ${code} before it answered`)));
  });
  return {
    url: ready.url,
    email: chosen.email,
    code: (id) => chosen.code(ready, id),
    secret: () => chosen.secret(ready),
    stop,
  };
}
