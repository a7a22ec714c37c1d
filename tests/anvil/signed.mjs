// Contract wallets on a real chain, for signatures that a contract checks (ERC-1271): prints one line of JSON, and stays
// until its input ends. Assembled here, so no compiler is needed.
import {anvil, start} from './chain.mjs';

if (!anvil) {
  console.log(JSON.stringify({skipped: 'anvil is not installed; npm ci installs it'}));
  process.exit(0);
}
const say = (word) => `7f${word.padEnd(64, '0')}60005260206000f3`;
// isValidSignature(bytes32,bytes): after the selector stand the digest, 0x40, the length, then r, s and v. The wallet has
// ecrecover (the contract at 1) find who signed the digest, and compares with its owner, in slot 0.
const load = (from, to) => `60${from}3560${to}52`;
const find = `${load('04', '00')}60a43560f81c602052${load('64', '40')}${load('84', '60')}6020608060806000${'6001'}5afa50`;
const compare = `60805160005414`;
const head = find + compare;
const no = say('ffffffff');
const place = (head.length + 6 + no.length) / 2;
const owned = `0x${head}60${place.toString(16).padStart(2, '0')}57${no}5b${say('1626ba7e')}`;

const chain = await start();
process.on('exit', chain.stop);
const [wallet, reverts, silent, wordy, nobody] = ['c1', 'c2', 'c3', 'c4', 'c5'].map((byte) => `0x${byte.repeat(20)}`);
for (const [at, code] of [[wallet, owned], [reverts, '0x60006000fd'], [silent, '0x00'], [wordy, '0x600160005260206000f3']]) {
  await chain.rpc('anvil_setCode', at, code);
}
await chain.rpc('evm_mine');
console.log(JSON.stringify({url: chain.url, wallet, reverts, silent, wordy, nobody}));
process.stdin.resume().on('end', () => process.exit(0));
