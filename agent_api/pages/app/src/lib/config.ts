/** What the shell says of this centre: attributes of <body>. */
const said = document.body.dataset;

export const centre = said["centre"] ?? "";
export const serviceLevel_s = Number(said["serviceLevelS"] ?? "15");
/** Where the centre is: days begin at its midnight, whatever zone this screen is in. */
export const timezone = said["timezone"] ?? "Asia/Shanghai";
