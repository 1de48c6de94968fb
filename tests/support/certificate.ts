import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { createDataFolder } from "./data-folder.ts";

/** The paths of a key and of its certificate. */
export interface Certified {
  readonly key: string;
  readonly certificate: string;
}

/** Makes a certificate for 127.0.0.1, signed by itself or by an authority that was made so. */
export function makeCertificate(authority?: Certified): Certified {
  const folder = createDataFolder();
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", key, "-out", certificate];
  if (authority !== undefined) files.push("-CA", authority.certificate, "-CAkey", authority.key);
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files], {
    stdio: "ignore",
  });
  return { key, certificate };
}
