// Writing on the live page: joins the parts. The live page's own script shows pages and findings; it tells of each new
// state, and what can be written comes with it.
import { showSlots } from "./slots.js";
import { follow } from "./field.js";
import { showTools } from "./tools.js";
import { showUndo } from "./undo.js";

document.documentElement.dataset.edit = "";

function shown() {
  if (!state.writing) return;
  showSlots();
  showUndo();
  showTools();
  follow();
}

document.addEventListener("shown", shown);
if (state.generation > 0) shown();
