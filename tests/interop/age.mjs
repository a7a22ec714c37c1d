// Three programs that others wrote open what Spoor encrypted, and Spoor opens what they encrypted: typage (npm
// age-encryption), pyrage (rage in Python) and age itself; of the post-quantum kind only typage knows it yet. With another key nothing opens.
//
//   node tests/interop/age.mjs            200 texts each way with each program
//   TEXTS=20 node tests/interop/age.mjs

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Decrypter, Encrypter, armor, generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';

import { check, failed, passed } from './count.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const texts = Number(process.env.TEXTS ?? 200);
const files = Math.min(texts, 5);
const python = process.env.AGE_PYTHON ?? join(root, '.tools', 'python', 'bin', 'python');
const age = process.env.AGE ?? 'age';

const ask = (command, args, question) =>
  JSON.parse(execFileSync(command, args, { cwd: root, input: JSON.stringify(question), encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['pipe', 'pipe', 'inherit'] }));
const spoor = (question) => ask('cargo', ['run', '--quiet', '--example', 'age_files'], question);
const pyrage = (question) => ask(python, [join('tests', 'interop', 'age_files.py')], question);

/** What a piece of work gives, or null where it refuses. */
async function attempt(work) {
  try {
    return await work();
  } catch {
    return null;
  }
}

const typage = {
  async encrypt({ text, recipients }) {
    const encrypter = new Encrypter();
    for (const recipient of recipients) encrypter.addRecipient(recipient);
    return armor.encode(await encrypter.encrypt(text));
  },
  decrypt: ({ file, identity }) =>
    attempt(() => {
      const decrypter = new Decrypter();
      decrypter.addIdentity(identity);
      return decrypter.decrypt(armor.decode(file), 'text');
    }),
  async lock({ text, passphrase }) {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    encrypter.setScryptWorkFactor(12);
    return armor.encode(await encrypter.encrypt(text));
  },
  open: ({ file, passphrase }) =>
    attempt(() => {
      const decrypter = new Decrypter();
      decrypter.addPassphrase(passphrase);
      return decrypter.decrypt(armor.decode(file), 'text');
    }),
};

/** Every question to a program that takes one at a time. */
async function each(questions, answer) {
  const answers = [];
  for (const question of questions) answers.push(await answer(question));
  return answers;
}

const folder = mkdtempSync(join(tmpdir(), 'spoor-age-'));
const binary = {
  encrypt: ({ text, recipients }) =>
    execFileSync(age, ['-a', ...recipients.flatMap((recipient) => ['-r', recipient])], { input: text, encoding: 'utf8' }),
  decrypt: ({ file, identity }) => {
    const path = join(folder, 'identity.txt');
    writeFileSync(path, `${identity}\n`);
    const { status, stdout } = spawnSync(age, ['-d', '-i', path], { input: file, encoding: 'utf8' });
    return status === 0 ? stdout : null;
  },
};

const text = (n) => `Tip ${n}: ${'0123456789abcdef'.repeat(n % 40)} – ünïcode, line\nbreaks\r\nand ${'x'.repeat((n * 37) % 5000)}`;
async function pairs(make) {
  const all = [];
  for (let n = 0; n < texts; n += 1) {
    const identity = await make();
    all.push({ identity, recipient: await identityToRecipient(identity) });
  }
  return all;
}
/** The same files, each with the key of the next one. */
const withOtherKeys = (asked) => asked.map((question, n) => ({ ...question, identity: asked[(n + 1) % asked.length].identity }));

async function bothWays(name, keys, encryptAll, decryptAll) {
  const before = { passed, failed };
  const plain = keys.map(({ recipient }, n) => ({ text: text(n), recipients: [recipient] }));
  const questions = (armours) => armours.map((file, n) => ({ file, identity: keys[n].identity }));

  const ours = questions(spoor({ encrypt: plain }).encrypt);
  (await decryptAll(ours)).forEach((got, n) => check(`${name} opens text ${n} of Spoor`, got === text(n)));
  (await decryptAll(withOtherKeys(ours))).forEach((got, n) => check(`${name} does not open text ${n} of Spoor with another key`, got === null));

  const theirs = questions(await encryptAll(plain));
  const opened = spoor({ decrypt: [...theirs, ...withOtherKeys(theirs)] }).decrypt;
  opened.slice(0, texts).forEach((got, n) => check(`Spoor opens text ${n} of ${name}`, got === text(n)));
  opened.slice(texts).forEach((got, n) => check(`Spoor does not open text ${n} of ${name} with another key`, got === null));
  console.log(`${name}: ${passed - before.passed} of ${4 * texts} as they should be (${texts} opened each way, 0 with another key)`);
}

/** Key files: what another program finds in Spoor's, and whether Spoor finds a key in another program's. */
async function keyFiles(name, lockAll, openAll) {
  const before = passed;
  const asked = Array.from({ length: files }, (_, n) => ({ secret: `0x${String(n + 1).padStart(64, '5')}`, passphrase: `four words are enough ${n}` }));
  const wrong = (questions) => questions.map((question) => ({ ...question, passphrase: `${question.passphrase}.` }));
  const ours = spoor({ lock: asked }).lock.map((file, n) => ({ file, passphrase: asked[n].passphrase }));
  (await openAll(ours)).forEach((got, n) => check(`${name} opens key file ${n}`, got?.includes(asked[n].secret)));
  (await openAll(wrong(ours))).forEach((got, n) => check(`${name} does not open key file ${n} with another passphrase`, got === null));
  const locked = await lockAll(asked.map(({ secret, passphrase }) => ({ text: `# mine\n${secret}\n`, passphrase })));
  const theirs = locked.map((file, n) => ({ file, passphrase: asked[n].passphrase }));
  const { open } = spoor({ open: [...ours, ...theirs, ...wrong(theirs)] });
  for (let n = 0; n < files; n += 1) {
    check(`Spoor opens key file ${n} of ${name}`, open[n] !== null && open[files + n] === open[n]);
    check(`Spoor does not open key file ${n} of ${name} with another passphrase`, open[2 * files + n] === null);
  }
  console.log(`${name}, key files: ${passed - before} of ${4 * files} as they should be`);
}

try {
  const plain = await pairs(generateX25519Identity);
  await bothWays('typage', plain, (all) => each(all, typage.encrypt), (all) => each(all, typage.decrypt));
  await bothWays('pyrage', plain, (all) => pyrage({ encrypt: all }).encrypt, (all) => pyrage({ decrypt: all }).decrypt);
  await bothWays('age', plain, (all) => each(all, binary.encrypt), (all) => each(all, binary.decrypt));
  const hybrid = await pairs(generateHybridIdentity);
  await bothWays('typage, post-quantum', hybrid, (all) => each(all, typage.encrypt), (all) => each(all, typage.decrypt));
  await keyFiles('typage', (all) => each(all, typage.lock), (all) => each(all, typage.open));
  await keyFiles('pyrage', (all) => pyrage({ lock: all }).lock, (all) => pyrage({ open: all }).open);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
