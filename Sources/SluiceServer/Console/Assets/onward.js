// Sends the form of a page that only leads on; somebody who came back to it stays.
const [way] = performance.getEntriesByType("navigation");
if (way?.type !== "back_forward") document.querySelector("form[data-onward]")?.requestSubmit();
