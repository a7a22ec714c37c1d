// A real chain for the tests: starts anvil on a free port of this computer, makes transactions of every kind that moves
// money, and says what moved. The contracts are assembled here, so no compiler is needed.
//
//   import {start, play} from './chain.mjs'      for tests in Node
//   node tests/anvil/chain.mjs                   prints one line of JSON, and stays until its input ends
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {createServer} from 'node:net';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {getCreateAddress} from 'ethers';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packed = `${root}node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil`;

/** Where anvil is, or undefined. */
export const anvil = process.env.ANVIL ?? (existsSync(packed) ? packed : undefined);

/** The real USDT's address: the only place at which a token counts as USDT on chain 1. */
export const USDT = '0xdac17f958d2ee523a2206206994597c13d831ec7';
const FORGERY = '0x00000000000000000000000000000000f0f0f0f0';
const COLLECTIBLE = '0x00000000000000000000000000000000c0c0c0c0';
const TRANSFER = 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const ZERO = `0x${'0'.repeat(40)}`;
const ether = (coins) => BigInt(coins) * 10n ** 18n;
const hex = (number) => `0x${number.toString(16)}`;
const word = (value) => BigInt(value).toString(16).padStart(64, '0');

const freePort = () => new Promise((resolve, reject) => {
  const server = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
    const {port} = server.address();
    server.close(() => resolve(port));
  });
});

/** Starts a chain with id 1; gives its address, a way to ask it, and a way to end it. */
export async function start() {
  const port = await freePort();
  const child = spawn(anvil, ['--port', String(port), '--chain-id', '1', '--silent', '--timestamp', '1740147371'], {stdio: 'ignore'});
  const url = `http://127.0.0.1:${port}`;
  const rpc = async (method, ...params) => {
    const body = JSON.stringify({jsonrpc: '2.0', id: 1, method, params});
    const answer = await fetch(url, {method: 'POST', headers: {'content-type': 'application/json'}, body});
    const {result, error} = await answer.json();
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  for (let tries = 0; ; tries += 1) {
    try {
      await rpc('eth_chainId');
      break;
    } catch (error) {
      if (tries > 100 || child.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return {url, rpc, stop: () => child.kill()};
}

// --- assembling -----------------------------------------------------------------------------------------------------
const push = (value) => '60' + value.toString(16).padStart(2, '0');
const address = (of) => '73' + of.slice(2);
const [VALUE, BALANCE, GAS, POP, STOP] = ['34', '47', '5a', '50', '00'];
/** Calls with a value and no data, whatever comes of it. */
const pay = (to, value) => push(0).repeat(4) + value + address(to) + GAS + 'f1' + POP;
const half = push(2) + VALUE + '04';

const splitter = (a, b) => pay(a, half) + pay(b, BALANCE) + STOP;
const reverter = (inner) => pay(inner, VALUE) + push(0).repeat(2) + 'fd';
const trier = (failing, then) => pay(failing, VALUE) + pay(then, BALANCE) + STOP;
const maker = push(0).repeat(2) + VALUE + 'f0' + POP + STOP;
const destroyer = (heir) => address(heir) + 'ff';
const delegator = (to) => push(0).repeat(4) + address(to) + GAS + 'f4' + POP + STOP;
/** `transfer(address,uint256)` without a book: it only says what moved. */
const token = push(0x24) + '35' + push(0) + '52' + push(4) + '35' + '33' + '7f' + TRANSFER + push(0x20) + push(0) + 'a3'
  + push(1) + push(0) + '52' + push(0x20) + push(0) + 'f3';
/** The same event with the number as a fourth topic: what a collectible writes. */
const collectible = push(0x24) + '35' + push(4) + '35' + '33' + '7f' + TRANSFER + push(0) + push(0) + 'a4' + STOP;
/** Passes what it is told on to a token, twice. */
const twice = (to) => '36' + push(0).repeat(2) + '37' + (push(0).repeat(2) + '36' + push(0).repeat(2) + address(to) + GAS + 'f1' + POP).repeat(2) + STOP;
const transfer = (to, amount) => `0xa9059cbb${word(to)}${word(amount)}`;

/** Plays a theft; gives the names of the addresses, and every transfer that was made. */
export async function play({rpc}) {
  const [victim, thief, mule, other, sink, payer, crowd] = await rpc('eth_accounts');
  const fresh = (n) => `0x${n.toString(16).padStart(2, '0').repeat(20)}`;
  const at = {split: fresh(0xa1), revert: fresh(0xa2), trier: fresh(0xa3), maker: fresh(0xa4), destroyer: fresh(0xa5), delegator: fresh(0xa6), twice: fresh(0xa7)};
  const [left, right, safe, heir] = [fresh(0xb1), fresh(0xb2), fresh(0xb3), fresh(0xb4)];
  const code = [
    [USDT, token], [FORGERY, token], [COLLECTIBLE, collectible], [at.split, splitter(left, right)], [at.revert, reverter(safe)],
    [at.trier, trier(at.revert, right)], [at.maker, maker], [at.destroyer, destroyer(heir)], [at.delegator, delegator(at.split)],
    [at.twice, twice(USDT)],
  ];
  for (const [where, bytes] of code) await rpc('anvil_setCode', where, `0x${bytes}`);

  const balances = async (all) => {
    const entries = all.map(async (who) => [who, BigInt(await rpc('eth_getBalance', who, 'latest'))]);
    return new Map(await Promise.all(entries));
  };
  const accounts = [victim, thief, mule, other, sink, payer, crowd];
  const before = await balances(accounts);
  const transfers = [];
  /** Sends; what it moves is named before it is known how the node tells it. */
  const send = async (from, to, {value = 0n, data, gas = 500_000n} = {}, moves = []) => {
    const tx = await rpc('eth_sendTransaction', {from, to, data, value: hex(value), gas: hex(gas)});
    const sent = {tx, from, to, value, moves};
    return sent;
  };
  /** Notes what sent transactions moved, once they are in a block. */
  const note = async ({tx, from, to, value, moves}) => {
    let receipt;
    for (let tries = 0; tries < 200 && !(receipt = await rpc('eth_getTransactionReceipt', tx)); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const block = Number(receipt.blockNumber);
    const add = (kind, from, to, amount, asset = 'native') => transfers.push({tx, block, kind, from, to, asset, amount: amount.toString()});
    add('fee', from, ZERO, BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice));
    if (receipt.status !== '0x1') return receipt;
    if (value > 0n) add('native', from, to ?? receipt.contractAddress, value);
    for (const move of moves) add(...move(receipt));
    return receipt;
  };
  const made = async (...what) => note(await send(...what));
  const call = (from, to, amount) => () => ['internal', from, to, amount];
  const event = (from, to, amount, asset = USDT) => () => ['token', from, to, amount, asset];

  await made(victim, thief, {value: ether(100)});
  await made(victim, USDT, {data: transfer(thief, 5_000_000_000n)}, [event(victim, thief, 5_000_000_000n)]);
  // Calls: half to one, half to the other; by a delegatecall, which repeats the value and moves nothing by itself.
  await made(thief, at.split, {value: ether(11)}, [call(at.split, left, ether(11) / 2n), call(at.split, right, ether(11) / 2n)]);
  await made(thief, at.delegator, {value: ether(4)}, [call(at.delegator, left, ether(2)), call(at.delegator, right, ether(2))]);
  // A call that fails, with a call below it that had worked: neither moved anything.
  await made(thief, at.trier, {value: ether(3), gas: 500_000n}, [call(at.trier, right, ether(3))]);
  // A whole transaction that fails pays its fee.
  const failed = await made(thief, at.revert, {value: ether(2), gas: 200_000n});
  // Creations: by a contract, and as the transaction itself.
  const nonce = Number(await rpc('eth_getTransactionCount', at.maker, 'latest'));
  const created = getCreateAddress({from: at.maker, nonce}).toLowerCase();
  await made(thief, at.maker, {value: ether(1)}, [call(at.maker, created, ether(1))]);
  await made(thief, undefined, {value: ether(2), data: '0x00'});
  await made(thief, at.destroyer, {value: ether(1)}, [call(at.destroyer, heir, ether(1))]);
  // Tokens: two alike in one transaction; a forgery; a collectible, which is no money; one to oneself; one of nothing.
  await made(thief, USDT, {data: transfer(mule, 4_000_000_000n)}, [event(thief, mule, 4_000_000_000n)]);
  await made(thief, at.twice, {data: transfer(mule, 7n)}, [event(at.twice, mule, 7n), event(at.twice, mule, 7n)]);
  await made(other, FORGERY, {data: transfer(thief, 9n)}, [event(other, thief, 9n, FORGERY)]);
  await made(other, COLLECTIBLE, {data: transfer(thief, 77n)});
  await made(mule, USDT, {data: transfer(mule, 1n)}, [event(mule, mule, 1n)]);
  await made(other, USDT, {data: transfer(mule, 0n)}, [event(other, mule, 0n)]);
  // Several in one block, and more than a page of them.
  await rpc('evm_setAutomine', false);
  const together = [];
  for (let n = 1; n <= 30; n += 1) together.push(await send(thief, mule, {value: BigInt(n), gas: 21_000n}));
  await rpc('evm_mine');
  for (const one of together) await note(one);
  await rpc('evm_setAutomine', true);
  for (let n = 1; n <= 30; n += 1) await made(crowd, mule, {value: BigInt(n)});
  await made(mule, sink, {value: ether(1)});
  await made(payer, sink, {value: ether(5)});

  const addresses = {victim, thief, mule, other, sink, payer, crowd, left, right, safe, heir, created, ...at};
  // What is said here to have moved must be what the chain says that everybody has.
  const after = await balances(Object.values(addresses));
  for (const [name, who] of Object.entries(addresses)) {
    const native = transfers.filter(({asset}) => asset === 'native');
    const sum = (side) => native.filter((moved) => moved[side] === who).reduce((all, moved) => all + BigInt(moved.amount), 0n);
    const expected = (before.get(who) ?? 0n) + sum('to') - sum('from');
    if (after.get(who) !== expected) throw new Error(`${name} has ${after.get(who)}, not ${expected}`);
  }
  return {addresses, transfers, failed: failed.transactionHash};
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (!anvil) {
    console.log(JSON.stringify({skipped: 'anvil is not installed; npm ci installs it'}));
    process.exit(0);
  }
  const chain = await start();
  process.on('exit', chain.stop);
  const played = await play(chain);
  console.log(JSON.stringify({url: chain.url, ...played}));
  process.stdin.resume().on('end', () => process.exit(0));
}
