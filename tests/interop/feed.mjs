// A program of others checks a feed: viem every signature of lines and index, Node's crypto every digest. It must accept what
// make_feed wrote and refuse it after a change.
//
//   node tests/interop/feed.mjs                      200 entries
//   ENTRIES=2000 node tests/interop/feed.mjs
//   BENCH=20000 node tests/interop/feed.mjs          measures Node with viem beside the native program, in one run
//
// The programs are taken from EXAMPLES, else from target/release/examples.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { recoverTypedDataAddress } from 'viem';

import { check, failed, passed } from './count.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const examples = process.env.EXAMPLES ?? join(root, 'target', 'release', 'examples');
const zero = `0x${'0'.repeat(40)}`;
const domain = { name: 'Stolen Funds Feed', version: '1', chainId: 1, verifyingContract: zero };
const fields = (text) => text.split(', ').map((field) => ({ type: field.split(' ')[0], name: field.split(' ')[1] }));
const types = {
  FeedEntry: fields('string schema, string kind, uint64 sequence, bytes32 previous, bytes32 entrySha256, uint64 at'),
  FeedIndex: fields('string schema, string name, uint64 entries, bytes32 head, bytes32 indexSha256, uint64 at'),
};

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const seconds = (text) => BigInt(Math.floor(Date.parse(text) / 1000));
/** The narrow JSON's canonical form: its names are ASCII, so the order of code units is the order of sort(). */
function canonical(value) {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}
const same = (one, other) => one.toLowerCase() === other.toLowerCase();
const refused = () => 'nobody';

function entrySigner({ entry, signature }) {
  const message = {
    schema: entry.schema, kind: Object.keys(entry.content)[0], sequence: BigInt(entry.sequence), previous: `0x${entry.previous}`,
    entrySha256: `0x${sha256(canonical(entry))}`, at: seconds(entry.at),
  };
  return recoverTypedDataAddress({ domain, types: { FeedEntry: types.FeedEntry }, primaryType: 'FeedEntry', message, signature }).catch(refused);
}

function indexSigner({ index, signature }) {
  const message = {
    schema: index.schema, name: index.name, entries: BigInt(index.entries), head: `0x${index.head}`,
    indexSha256: `0x${sha256(canonical(index))}`, at: seconds(index.at),
  };
  return recoverTypedDataAddress({ domain, types: { FeedIndex: types.FeedIndex }, primaryType: 'FeedIndex', message, signature }).catch(refused);
}

/** Checks a folder as docs/feed.md has it: digests, order, signatures, index. Gives the lines that hold. */
async function verify(folder, say) {
  const text = readFileSync(join(folder, 'feed.json'), 'utf8');
  const signed = JSON.parse(text);
  const { index } = signed;
  say('the index is canonical', text === `${canonical(signed)}\n`);
  say('the index is signed by its key', same(await indexSigner(signed), index.key));
  let previous = '0'.repeat(64);
  let key = index.publisher;
  let sequence = 0;
  let at = 0n;
  for (const shard of index.shards) {
    const bytes = readFileSync(join(folder, shard.file));
    say(`${shard.file} has its bytes and digest`, bytes.length === Number(shard.bytes) && sha256(bytes) === shard.sha256);
    say(`${shard.file} begins at its entry`, Number(shard.first) === sequence);
    for (const line of bytes.toString('utf8').slice(0, -1).split('\n')) {
      const one = JSON.parse(line);
      const { entry } = one;
      const follows = entry.sequence === String(sequence) && entry.previous === previous && seconds(entry.at) >= at;
      say(`line ${sequence} is canonical and follows`, canonical(one) === line && follows);
      say(`line ${sequence} is signed`, same(await entrySigner(one), key));
      if (entry.content.handover) key = entry.content.handover.to;
      [previous, at, sequence] = [sha256(line), seconds(entry.at), sequence + 1];
    }
    say(`${shard.file} ends with its line`, shard.head === previous);
  }
  say('the index is of these lines', index.head === previous && index.entries === String(sequence) && same(index.key, key));
  return sequence;
}

const folder = mkdtempSync(join(tmpdir(), 'spoor-feed-'));
try {
  const make = (entries) => execFileSync(join(examples, 'make_feed'), [folder, String(entries)]);
  const native = () => spawnSync(join(examples, 'verify_feed'), [folder, '--time', '--examples'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (process.env.BENCH) {
    const entries = Number(process.env.BENCH);
    make(entries);
    const took = [];
    for (let run = 0; run < 3; run += 1) {
      const start = performance.now();
      const { status, stderr } = native();
      took.push(performance.now() - start);
      check('the native program accepts the feed', status === 0);
      console.log(stderr.trim());
    }
    const best = Math.min(...took);
    const start = performance.now();
    let good = 0;
    const count = await verify(folder, (_, holds) => { good += holds ? 1 : 0; });
    const viem = performance.now() - start;
    check('viem accepts the feed', count === entries && good > 0);
    console.log(`${entries} entries: native ${best.toFixed(0)} ms (whole program, ranked), Node ${process.version} with viem ${viem.toFixed(0)} ms: ${(viem / best).toFixed(1)} times as long`);
  } else {
    const entries = Number(process.env.ENTRIES ?? 200);
    make(entries);
    const count = await verify(folder, check);
    check(`${entries} entries were read`, count === entries);
    check('the native program accepts the feed', native().status === 0);
    // After a change nobody recovers the publisher.
    const lines = readFileSync(join(folder, 'entries-00000.jsonl'), 'utf8').split('\n').slice(0, 100);
    for (const line of lines) {
      const one = JSON.parse(line);
      const key = JSON.parse(lines[0]).entry.content.opened.publisher;
      check('a changed number is refused', !same(await entrySigner({ ...one, entry: { ...one.entry, sequence: `${one.entry.sequence}1` } }), key));
      check('a changed kind is refused', !same(await entrySigner({ ...one, entry: { ...one.entry, content: { other: {} } } }), key));
    }
    const signed = JSON.parse(readFileSync(join(folder, 'feed.json'), 'utf8'));
    check('a changed index is refused', !same(await indexSigner({ ...signed, index: { ...signed.index, entries: '7' } }), signed.index.key));
    check('a line is no index', !same(await indexSigner({ ...signed, signature: JSON.parse(lines[0]).signature }), signed.index.key));
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
