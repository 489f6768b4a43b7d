-- A plan is typed from an empty file with nothing but what the server gives: completion by CTRL-X CTRL-O, actions by
-- vim.lsp.buf.code_action(). Which, stands in steps.lua; see walk.rs.
-- Now and then Neovim 0.7, compiling, mixes up the arguments that vim.defer_fn looks at: neither is used.
if jit then jit.off() end
local bin, plan, out = vim.env.CAREPLAN_BIN, vim.env.CAREPLAN_PLAN, vim.env.CAREPLAN_OUT
vim.o.swapfile = false
vim.o.completeopt = 'menu,menuone'
-- docs/editors.md, as written.
vim.api.nvim_create_autocmd('FileType', { pattern = 'yaml', callback = function()
  vim.bo.omnifunc, vim.bo.indentexpr = 'v:lua.vim.lsp.omnifunc', ''
  vim.lsp.buf_attach_client(0, vim.lsp.start_client({ name = 'careplan', cmd = { bin, 'lsp' } }))
end })
local wanted, log = nil, { completions = 0, actions = 0, free = {}, failures = {} }
vim.ui.select = function(items, opts, choose)
  for _, item in ipairs(items) do
    local title = item[2] and item[2].title or item.title
    if title and title:find(wanted, 1, true) then return choose(item) end
  end
  local titles = {}
  for _, item in ipairs(items) do table.insert(titles, item[2] and item[2].title or '?') end
  table.insert(log.failures, 'no action ' .. wanted .. ' among ' .. table.concat(titles, ' | '))
  choose(nil)
end
local co
local function finish()
  log.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n'
  log.told = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do table.insert(log.told, { d.lnum + 1, d.code or '', d.severity, d.message }) end
  vim.cmd('silent! write!')
  vim.fn.writefile({ vim.fn.json_encode(log) }, out)
  vim.cmd('qa!')
end
local function resume()
  local ok, err = coroutine.resume(co)
  if not ok then table.insert(log.failures, tostring(err)); finish() end
  if coroutine.status(co) == 'dead' then finish() end
end
local function later(ms)
  local timer = vim.loop.new_timer()
  timer:start(ms, 0, function() timer:close(); vim.schedule(resume) end)
end
local function wait(ms) later(ms); coroutine.yield() end
local function until_(what, f)
  for _ = 1, 500 do
    if f() then return true end
    wait(10)
  end
  error('waited in vain: ' .. what .. ' at line ' .. vim.fn.line('.') .. ': ' .. vim.fn.getline('.'))
end
local function keys(k) vim.api.nvim_input(k); wait(15) end
-- To the end of the next line that holds a pattern, as / does; and on to typing.
local function go(pattern)
  keys('<Esc>')
  if vim.fn.search(pattern, 'W') == 0 then error('no line ' .. pattern .. ' below ' .. vim.fn.line('.')) end
  keys('A')
  wait(10)
end
local function up(pattern)
  keys('<Esc>')
  if vim.fn.search(pattern, 'bcW') == 0 then error('no line ' .. pattern .. ' above ' .. vim.fn.line('.')) end
  keys('A')
end
-- Into the braces of a line: behind a key's colon, and behind its quote.
local function cell(line, key, quote)
  keys('<Esc>')
  if line ~= '' and vim.fn.search('^ *' .. line, 'W') == 0 then error('no line ' .. line) end
  keys('0')
  if vim.fn.search(key .. ': ' .. (quote or '') .. '\\zs[,}"\']', '') == 0 then error('no cell ' .. key) end
  keys('i')
end
local function free(text)
  table.insert(log.free, text)
  vim.api.nvim_input((text:gsub('<', '<lt>'):gsub('\n', '<CR>')))
  wait(15)
end
local function complete(label)
  local before = vim.fn.getline('.')
  keys('<C-x><C-o>')
  until_('proposals for ' .. label, function() return vim.fn.pumvisible() == 1 or vim.fn.getline('.') ~= before end)
  local info = vim.fn.complete_info({ 'items', 'selected' })
  local at
  for i, item in ipairs(info.items) do
    if item.abbr == label or item.word == label or (item.info or ''):find(label, 1, true) then at = i break end
  end
  if not at then
    local all = {}
    for _, item in ipairs(info.items) do table.insert(all, item.abbr) end
    error('no proposal ' .. label .. ' among ' .. table.concat(all, ' | '):sub(1, 500) .. ' at ' .. vim.fn.getline('.'))
  end
  local step = at - 1 - info.selected
  keys(string.rep(step >= 0 and '<C-n>' or '<C-p>', math.abs(step)) .. '<C-y>')
  log.completions = log.completions + 1
end
local function act(title)
  keys('<Esc>')
  wanted = title
  local tick = vim.b.changedtick
  vim.lsp.buf.code_action()
  until_('action ' .. title, function() return vim.b.changedtick ~= tick or #log.failures > 0 end)
  wait(60)
  log.actions = log.actions + 1
end
co = coroutine.create(function()
  vim.cmd('edit ' .. plan)
  until_('server', function()
    for _, client in pairs(vim.lsp.buf_get_clients(0)) do if client.initialized then return true end end
  end)
  wait(50)
  dofile(vim.env.CAREPLAN_STEPS)({ go = go, up = up, cell = cell, free = free, complete = complete, act = act, keys = keys })
  keys('<Esc>')
  wait(300)
end)
later(10)
