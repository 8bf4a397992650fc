// Answers off their packets, in the order in which src/wasm/answer.rs puts them in.
import { Reader } from './packet.js';

const reasonsOf = (packet) =>
  packet.list(() => ({ because: packet.texts(), orders: packet.number(), confidence: packet.number(), lift: packet.number() }));

const SOURCES = ['together', 'popular'];

export function cartAnswer(parts) {
  const packet = new Reader(parts);
  return {
    id: packet.text(),
    items: packet.list(() => ({
      id: packet.text(),
      score: packet.number(),
      source: SOURCES[packet.number()],
      reasons: reasonsOf(packet),
    })),
    missingIds: packet.texts(),
  };
}

export function nextAnswer(parts) {
  const packet = new Reader(parts);
  return packet.list(() => ({
    id: packet.text(),
    probability: packet.number(),
    dueDate: packet.text(),
    dueFrom: packet.text(),
    dueUntil: packet.text(),
    lastBought: packet.text(),
    intervalDays: packet.number(),
    intervalSpreadDays: packet.number(),
    timesBought: packet.number(),
  }));
}

export function categoryAnswer(parts) {
  const packet = new Reader(parts);
  return packet.list(() => ({ category: packet.text(), score: packet.number(), reasons: reasonsOf(packet) }));
}

export const reasons = (parts) => reasonsOf(new Reader(parts));

export function info(parts) {
  const packet = new Reader(parts);
  return {
    formatVersion: packet.number(),
    minedThrough: packet.text() || null,
    orders: packet.number(),
    items: packet.number(),
    rules: packet.number(),
    neighbours: packet.number(),
    categories: packet.number(),
    digest: packet.text(),
    minedBy: packet.text(),
    build: packet.text(),
  };
}
