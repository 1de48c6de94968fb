import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { createDataFolder } from "./data-folder.ts";

/** Makes a self-signed certificate for 127.0.0.1. @returns the paths of its key and of itself */
export function makeCertificate(): { readonly key: string; readonly certificate: string } {
  const folder = createDataFolder();
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", key, "-out", certificate];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files], {
    stdio: "ignore",
  });
  return { key, certificate };
}
