// A broker by URL: mqtt://host:port (also tcp://), mqtts://host:port (also ssl://), with user:password where it wants them.

export interface BrokerAddress {
  host: string;
  port: number;
  tls: boolean;
  username?: string;
  password?: string;
}

const PORTS: Readonly<Record<string, { tls: boolean; port: number }>> = {
  "mqtt:": { tls: false, port: 1883 },
  "tcp:": { tls: false, port: 1883 },
  "mqtts:": { tls: true, port: 8883 },
  "ssl:": { tls: true, port: 8883 },
};

/** Reads a broker URL; null when it is none. */
export const parseBrokerUrl = (text: string): BrokerAddress | null => {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const scheme = PORTS[url.protocol];
  if (scheme === undefined || url.hostname === "") return null;
  const address: BrokerAddress = {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? scheme.port : Number(url.port),
    tls: scheme.tls,
  };
  if (url.username !== "") address.username = decodeURIComponent(url.username);
  if (url.password !== "") address.password = decodeURIComponent(url.password);
  return address;
};
