// Selecting words of an article.

/** Selects words of the text as a pointer would. */
export async function select(page, words) {
  await page.evaluate((wanted) => {
    const walker = document.createTreeWalker(document.querySelector("#text"), NodeFilter.SHOW_TEXT);
    const parts = [];
    let whole = "";
    while (walker.nextNode()) {
      if (walker.currentNode.parentElement.closest(".at-record")) continue;
      parts.push([whole.length, walker.currentNode]);
      whole += walker.currentNode.data;
    }
    const start = whole.indexOf(wanted);
    const at = (place) => {
      const [from, node] = parts.findLast(([from]) => from <= place);
      return [node, place - from];
    };
    const range = document.createRange();
    range.setStart(...at(start));
    range.setEnd(...at(start + wanted.length));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }, words);
}
