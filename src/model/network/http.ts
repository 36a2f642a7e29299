// HTTP/1.1 over TLS, one connection a request with a resumed session: what a POST costs around its payload is in the usual
// values. Left out: connections kept alive, HTTP/2.
import { fixedRate } from "./transport.js";

export const http = fixedRate("http", null);
