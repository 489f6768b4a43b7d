//! A real Neovim, headless, with the program as its server: a mistake is typed, told, and mended.

use crate::dsl;
use std::process::Command;

const SCRIPT: &str = r#"
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
"#;

#[test]
fn a_mistake_is_typed_told_and_mended() {
    if dsl::outside("nvim", &["--version"]).is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (plan, script, out) =
        (folder.path().join("plan.yaml"), folder.path().join("try.lua"), folder.path().join("out.json"));
    std::fs::write(&plan, super::SAMPLE).unwrap();
    std::fs::write(&script, SCRIPT).unwrap();
    let done = Command::new("nvim")
        .args(["--headless", "--clean", "-n", "-S"])
        .arg(&script)
        .env("CAREPLAN_BIN", env!("CARGO_BIN_EXE_careplan"))
        .env("CAREPLAN_PLAN", &plan)
        .env("CAREPLAN_OUT", &out)
        .env("XDG_STATE_HOME", folder.path())
        .output()
        .unwrap();
    let result = std::fs::read_to_string(&out).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&done.stderr)));
    let result: serde_json::Value = serde_json::from_str(&result).unwrap();
    assert!(result["message"].as_str().unwrap().contains("フリカナ"), "{result}");
    assert!(result["applied"].as_str().unwrap().contains("フリガナ"), "{result}");
    assert_eq!(result["left"], false, "{result}");
    assert!(result["hover"].as_str().unwrap().contains("フリガナ"), "{result}");
    assert_eq!(std::fs::read_to_string(&plan).unwrap(), super::SAMPLE);
}
