/** What this page is called: the answer that one voice gives another. */
export const productName = "Antiphon";
