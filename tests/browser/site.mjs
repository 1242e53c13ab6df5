// Starting the site that is looked at, and what must be known of it: how a person gets the code and an
// officer the secret.
//
// Two sites: the server over a desk made of paper, which has everything at once, and the program's own
// demonstration, where everything really happens.

import { spawn } from "node:child_process";

export const paperDesk = {
  command: ["cargo", "run", "--quiet", "--locked", "-p", "probity-server", "--example", "paper_desk", "--", "--port", "0"],
  email: "mary@example.com",
  code: async () => "AB12CD34",
  secret: async () => "open-sesame",
};

export const demo = {
  command: [process.env.PROBITY_BINARY ?? "target/debug/probity", "demo", "--port", "0", "--format", "json"],
  secret: async (ready) => ready.officer_secret,
};

/// Starts the site and waits until it says its address; `stop` ends it.
export async function startSite(chosen) {
  const [program, ...words] = chosen.command;
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"], detached: true });
  const stop = () => { try { process.kill(-child.pid); } catch { /* it has ended */ } };
  const ready = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      try { resolve(JSON.parse(text)); } catch { /* not all of it is there */ }
    });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the site ended with ${code} before it answered`)));
  });
  return {
    url: ready.url,
    email: chosen.email ?? ready.person.email,
    mailbox: ready.mailbox,
    code: (id) => chosen.code(id),
    secret: () => chosen.secret(ready),
    stop,
  };
}
