// One PUBLISH, before it has a packet identifier.

export interface WireMessage {
  topic: string;
  payload: string | Buffer;
  qos: 0 | 1;
}
