// Tries the extension in a real VS Code (code-server) with a headless Chromium: a mistake is typed, underlined and told, its
// fix accepted, and the printed page beside the text changes. Pictures of each step are left to be looked at.
//   node code-server.js http://127.0.0.1:8080 FOLDER /path/to/plan.yaml PICTURES
// FOLDER is one that code-server may open; how it is installed stands in README.md. Slow, and no gate of CI.
'use strict'

const assert = require('node:assert')
const { spawn } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')

const [address, folder, sample, pictures] = process.argv.slice(2)
const plan = path.resolve(folder, 'plan.careplan.yaml')
fs.mkdirSync(pictures, { recursive: true })
fs.copyFileSync(sample, plan)

const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'careplan-'))
const browser = spawn('chromium', ['--headless=new', '--remote-debugging-pipe', '--no-first-run', '--disable-gpu', '--lang=ja',
  '--disable-background-networking', '--disable-dev-shm-usage', '--no-sandbox', '--window-size=1500,950', `--user-data-dir=${profile}`],
{ stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
const [, , , to, from] = browser.stdio
const waiting = new Map()
let number = 0
let rest = ''
from.on('data', chunk => {
  const messages = (rest + chunk).split('\0')
  rest = messages.pop()
  for (const message of messages.map(text => JSON.parse(text))) {
    waiting.get(message.id)?.(message)
    waiting.delete(message.id)
  }
})
let session
const ask = (method, params = {}) => new Promise((resolve, reject) => {
  waiting.set(++number, answer => answer.error ? reject(new Error(`${method}: ${answer.error.message}`)) : resolve(answer.result))
  to.write(JSON.stringify({ id: number, method, params, sessionId: session }) + '\0')
})
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))
const run = async expression => (await ask('Runtime.evaluate', { expression, returnByValue: true })).result.value
async function until (what, expression, seconds = 60) {
  for (let n = 0; n < seconds * 5; n++) {
    if (await run(expression)) return
    await sleep(200)
  }
  await picture('failed')
  throw new Error(`waited in vain: ${what}`)
}
async function picture (name) {
  const { data } = await ask('Page.captureScreenshot', { format: 'png' })
  fs.writeFileSync(path.join(pictures, `${name}.png`), Buffer.from(data, 'base64'))
}
const KEYS = { Enter: 13, Backspace: 8, Escape: 27, '.': 190, g: 71, s: 83, k: 75, i: 73 }
async function press (key, modifiers = 0) {
  const code = key.length === 1 ? (key === '.' ? 'Period' : `Key${key.toUpperCase()}`) : key
  const event = { key, code, windowsVirtualKeyCode: KEYS[key], modifiers, text: key === 'Enter' ? '\r' : undefined }
  await ask('Input.dispatchKeyEvent', { type: event.text ? 'keyDown' : 'rawKeyDown', ...event })
  await ask('Input.dispatchKeyEvent', { type: 'keyUp', ...event, text: undefined })
  await sleep(150)
}
const CTRL = 2
const type = async text => { await ask('Input.insertText', { text }); await sleep(200) }
async function goTo (line, column) {
  await press('g', CTRL)
  await until('the box for a line', "document.querySelector('.quick-input-widget:not([style*=none]) input') !== null", 10)
  await type(`${line}:${column}`)
  await press('Enter')
}
async function click (expression) {
  const place = await run(`(() => { const r = (${expression})?.getBoundingClientRect(); return r && { x: r.x + r.width / 2, y: r.y + r.height / 2 } })()`)
  assert(place, expression)
  for (const kind of ['mousePressed', 'mouseReleased']) {
    await ask('Input.dispatchMouseEvent', { type: kind, x: place.x, y: place.y, button: 'left', clickCount: 1 })
  }
}
const lens = "[...document.querySelectorAll('.codelens-decoration a')].find(a => a.textContent === '画面')"

async function walk () {
  const { targetId } = await ask('Target.createTarget', { url: 'about:blank' })
  session = (await ask('Target.attachToTarget', { targetId, flatten: true })).sessionId
  const payload = JSON.stringify([['openFile', `vscode-remote://${new URL(address).host}${plan}`]])
  await ask('Page.navigate', { url: `${address}/?folder=${encodeURIComponent(path.resolve(folder))}&payload=${encodeURIComponent(payload)}` })
  await until('the plan', "document.querySelectorAll('.view-line').length > 10", 120)
  await until('the buttons above the tables', `(${lens}) !== undefined`, 120)
  await picture('1-plan')

  // 「画面」 the printed forms beside the text.
  await click(lens)
  await until('the page beside', "document.querySelectorAll('iframe').length > 0", 60)
  await sleep(6000)
  await picture('2-page-beside')

  // フリガナ loses a sign, and the name a letter that the page will show.
  const lines = fs.readFileSync(plan, 'utf8').split('\n')
  const name = lines.findIndex(line => line.startsWith('  氏名:')) + 1
  await click("document.querySelector('.view-lines')")
  await goTo(name, lines[name - 1].length + 1)
  await type('子')
  const kana = lines.findIndex(line => line.startsWith('  フリガナ:')) + 1
  await goTo(kana, 6)
  await press('Backspace')
  await type('カ')
  await until('a squiggle', "document.querySelectorAll('.squiggly-error').length > 0", 20)
  await press('k', CTRL)
  await press('i', CTRL)
  await until('the message', "[...document.querySelectorAll('.monaco-hover')].some(h => h.textContent.includes('フリカナ'))", 20)
  await sleep(500)
  await picture('3-squiggle-and-message')

  await press('Escape')
  await press('.', CTRL)
  await until('the fixes', "document.querySelector('.action-widget') !== null", 20)
  await sleep(500)
  await picture('4-fixes')
  await press('Enter')
  await until('no squiggle', "document.querySelectorAll('.squiggly-error').length === 0", 20)
  await press('s', CTRL)
  await sleep(4000)
  await picture('5-mended-and-printed')
  const written = fs.readFileSync(plan, 'utf8')
  assert(written.includes('  フリガナ: ') && written.includes('子\n'), written.slice(0, 400))
  console.log(`done; pictures in ${pictures}`)
}

walk().then(() => 0, error => { console.error(error.message); return 1 }).then(async code => {
  browser.kill()
  await sleep(500)
  fs.rmSync(profile, { recursive: true, force: true })
  process.exit(code)
})
