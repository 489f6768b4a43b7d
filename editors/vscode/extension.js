// Starts `careplan lsp` for plans, and shows the printed forms beside the text. What a plan is, the server knows; this
// file knows VS Code alone.
'use strict'

const { spawn } = require('node:child_process')
const path = require('node:path')
const vscode = require('vscode')
const { LanguageClient } = require('vscode-languageclient/node')

const PLAN = /^(# yaml-language-server: .*careplan|利用者:)/m
let client
const watching = new Map()

const program = () => vscode.workspace.getConfiguration('careplan').get('path')

// A YAML file whose first lines are a plan's becomes a plan: then the YAML extension leaves it alone.
function adopt (document) {
  if (document.languageId !== 'yaml') return
  const head = document.getText(new vscode.Range(0, 0, 20, 0))
  if (PLAN.test(head)) vscode.languages.setTextDocumentLanguage(document, 'careplan')
}

function planOf (uri) {
  return uri ? vscode.Uri.parse(uri).fsPath : vscode.window.activeTextEditor?.document.uri.fsPath
}

// Beside the plan: the folder that the editor was started in is nobody's. The program names the PDF, and refuses where two plans share the name.
const beside = plan => ['-o', path.dirname(plan) + path.sep]

// Notices come first; why nothing was done stands in the program's own line, where it is not a mistake of the plan.
function reason (said) {
  const lines = said.split('\n').filter(line => line.trim())
  return lines.find(line => line.startsWith('careplan: ')) ?? lines[0]
}

// `careplan watch` prints its address first; it is shown in the simple browser beside the text.
function watch (uri) {
  const plan = planOf(uri)
  if (!plan) return
  const show = address => vscode.commands.executeCommand('simpleBrowser.api.open', vscode.Uri.parse(address), { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true })
  const known = watching.get(plan)
  if (known) return known.address && show(known.address)
  const child = spawn(program(), ['watch', plan, '--serve', '--embed', ...beside(plan)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const entry = { child, address: null }
  let said = ''
  watching.set(plan, entry)
  const listen = chunk => {
    if (entry.address) return
    said += chunk
    const found = /http:\/\/127\.0\.0\.1:\S+(?=\n)/.exec(said)
    if (found) show(entry.address = found[0])
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  child.on('error', error => vscode.window.showErrorMessage(`careplan を起動できません：${error.message}`))
  child.on('close', code => {
    watching.delete(plan)
    if (code > 0 && !entry.address) vscode.window.showErrorMessage(reason(said) ?? '画面を開けませんでした')
  })
}

function print (uri) {
  const plan = planOf(uri)
  if (!plan) return
  const child = spawn(program(), ['render', plan, ...beside(plan)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [made, said] = ['', '']
  child.stdout.on('data', chunk => { made += chunk })
  child.stderr.on('data', chunk => { said += chunk })
  child.on('error', error => vscode.window.showErrorMessage(`careplan を起動できません：${error.message}`))
  child.on('close', code => {
    if (code === 0) vscode.window.showInformationMessage(`印刷しました：${made.trim()}`)
    if (code > 0) vscode.window.showErrorMessage(reason(said) ?? '印刷できませんでした')
  })
}

exports.activate = async context => {
  vscode.workspace.textDocuments.forEach(adopt)
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(adopt),
    vscode.commands.registerCommand('careplan.watch', watch),
    vscode.commands.registerCommand('careplan.print', print)
  )
  client = new LanguageClient('careplan', 'careplan', { command: program(), args: ['lsp'] }, {
    documentSelector: [{ language: 'careplan' }],
    initializationOptions: { commands: true },
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/*.{yaml,yml}') }
  })
  await client.start()
}

exports.deactivate = () => {
  for (const { child } of watching.values()) child.kill()
  return client?.stop()
}
