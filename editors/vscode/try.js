// Tries the extension without VS Code: its own code with a stub of VS Code's API, and the real program.
//   node try.js /path/to/careplan /path/to/plan.yaml
'use strict'

const assert = require('node:assert')
const { spawn } = require('node:child_process')
const fs = require('node:fs')
const Module = require('node:module')
const os = require('node:os')
const path = require('node:path')

const [program, sample] = process.argv.slice(2).map(argument => path.resolve(argument))
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'careplan-'))
const plan = path.join(folder, 'plan.yaml')
fs.copyFileSync(sample, plan)

const uri = file => ({ fsPath: file, toString: () => `file://${file}` })
const document = { languageId: 'yaml', uri: uri(plan), getText: () => fs.readFileSync(plan, 'utf8').split('\n').slice(0, 20).join('\n') }
const commands = new Map()
const told = []
const shown = []
const vscode = {
  Range: class {},
  ViewColumn: { Beside: -2 },
  Uri: { parse: text => text.startsWith('file://') ? uri(decodeURIComponent(text.slice(7))) : { toString: () => text } },
  languages: { setTextDocumentLanguage: (document, language) => { document.languageId = language } },
  workspace: {
    textDocuments: [document],
    getConfiguration: () => ({ get: () => program }),
    createFileSystemWatcher: () => ({}),
    onDidOpenTextDocument: () => ({})
  },
  window: { showInformationMessage: text => told.push(text), showErrorMessage: text => told.push(text) },
  commands: {
    registerCommand: (name, run) => { commands.set(name, run); return {} },
    executeCommand: (name, address) => { shown.push(`${name} ${address}`) }
  }
}

// A client of the protocol that only says hello: that the command line which the extension gives starts our server.
class LanguageClient {
  constructor (id, name, server, options) { Object.assign(this, { server, options }) }
  start () {
    this.child = spawn(this.server.command, this.server.args, { stdio: ['pipe', 'pipe', 'inherit'] })
    const hello = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { capabilities: {} } })
    this.child.stdin.write(`Content-Length: ${hello.length}\r\n\r\n${hello}`)
    return new Promise(resolve => this.child.stdout.once('data', data => { this.answer = data.toString(); client = this; resolve() }))
  }
  stop () { this.child.kill() }
}
let client

const load = Module._load
Module._load = (name, ...rest) => name === 'vscode' ? vscode : name === 'vscode-languageclient/node' ? { LanguageClient } : load(name, ...rest)

const until = async what => {
  for (let n = 0; n < 200 && !what(); n++) await new Promise(resolve => setTimeout(resolve, 100))
  assert(what(), `${what}: ${told.join(' / ')}`)
}

;(async () => {
  const extension = require('./extension.js')
  await extension.activate({ subscriptions: [] })
  assert.strictEqual(document.languageId, 'careplan', 'a YAML file that begins like a plan becomes one')
  assert(client.answer.includes('"completionProvider"'), client.answer)
  assert.deepStrictEqual(client.options.documentSelector, [{ language: 'careplan' }])
  commands.get('careplan.print')(`file://${plan}`)
  await until(() => told.some(text => text.startsWith('印刷しました')))
  assert.strictEqual(fs.readFileSync(path.join(folder, 'plan.pdf')).subarray(0, 4).toString(), '%PDF')
  commands.get('careplan.watch')(`file://${plan}`)
  await until(() => shown.some(text => /^simpleBrowser.api.open http:\/\/127\.0\.0\.1:/.test(text)))
  extension.deactivate()
  fs.rmSync(folder, { recursive: true, force: true })
  console.log('拡張機能：起動、言語の見分け、印刷、画面 …… できました')
  process.exit(0)
})().catch(error => { console.error(error); process.exit(1) })
