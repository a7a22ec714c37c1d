// A chain with a token whose issuer keeps a list: prints one line of JSON, and stays until its input ends.
import {USDT, anvil, start} from './chain.mjs';

if (!anvil) {
  console.log(JSON.stringify({skipped: 'anvil is not installed; npm ci installs it'}));
  process.exit(0);
}
const word = (value) => `0x${BigInt(value).toString(16).padStart(64, '0')}`;
// balanceOf(address) gives what is stored under the address, isBlackListed(address) what is stored under its complement.
const give = (...before) => ['5b', '600435', ...before, '54', '600052', '60206000', 'f3'].join('');
const when = (selector, place) => `80${'63'}${selector}14${'60'}${place}57`;
const code = `0x60003560e01c${when('70a08231', '1f')}${when('e47d6060', '2c')}60006000fd${give()}${give('19')}`;

const chain = await start();
process.on('exit', chain.stop);
const [rich, poor, frozen] = ['a1', 'a2', 'a3'].map((byte) => `0x${byte.repeat(20)}`);
const complement = (address) => word((1n << 256n) - 1n - BigInt(address));
await chain.rpc('anvil_setCode', USDT, code);
await chain.rpc('anvil_setBalance', rich, '0x2386f26fc10000');
await chain.rpc('anvil_setStorageAt', USDT, word(rich), word(12_300_000n));
await chain.rpc('anvil_setStorageAt', USDT, word(frozen), word(45_600_000n));
await chain.rpc('anvil_setStorageAt', USDT, complement(frozen), word(1n));
await chain.rpc('evm_mine');
console.log(JSON.stringify({url: chain.url, rich, poor, frozen}));
process.stdin.resume().on('end', () => process.exit(0));
