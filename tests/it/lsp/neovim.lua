-- A mistake is typed, told, and mended; see neovim.rs.
local bin, plan, out = vim.env.CAREPLAN_BIN, vim.env.CAREPLAN_PLAN, vim.env.CAREPLAN_OUT
vim.cmd('edit ' .. plan)
local id = vim.lsp.start_client({ cmd = { bin, 'lsp' }, name = 'careplan' })
vim.lsp.buf_attach_client(0, id)
local function told(code)
  for _, d in ipairs(vim.diagnostic.get(0)) do
    if d.code == code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code == code) then return d end
  end
end
local result = {}
local client = vim.lsp.get_client_by_id(id)
vim.wait(10000, function() return client.initialized end, 20)
-- Typing: the key of the first line under 利用者 loses a sign.
for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
  if line:find('フリガナ:') then
    vim.api.nvim_buf_set_lines(0, number - 1, number, false, { (line:gsub('フリガナ:', 'フリカナ:')) })
    result.line = number - 1
  end
end
vim.wait(10000, function() return told('YML003') ~= nil end, 20)
local d = told('YML003')
result.message = d and d.message or ''
result.at = d and { d.lnum, d.col } or {}
local range = { start = { line = result.line, character = 2 }, ['end'] = { line = result.line, character = 3 } }
local params = { textDocument = vim.lsp.util.make_text_document_params(), range = range, context = { diagnostics = {} } }
local answers = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 10000)
for _, answer in pairs(answers or {}) do
  for _, action in ipairs(answer.result or {}) do
    if action.isPreferred and not result.applied then
      result.applied = action.title
      vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
    end
  end
end
vim.wait(10000, function() return told('YML003') == nil end, 20)
result.left = told('YML003') ~= nil
local position = { textDocument = params.textDocument, position = { line = result.line, character = 3 } }
local hover = vim.lsp.buf_request_sync(0, 'textDocument/hover', position, 10000)
for _, answer in pairs(hover or {}) do result.hover = answer.result and answer.result.contents.value end
vim.cmd('write')
vim.fn.writefile({ vim.fn.json_encode(result) }, out)
vim.cmd('qa!')
