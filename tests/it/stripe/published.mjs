import ts from "typescript";
import fs from "fs";
// Writes published.txt anew: node published.mjs <folder of the unpacked npm package stripe@VERSION>, with typescript installed.
const base = process.argv[2].replace(/\/$/, "") + "/esm/resources/";
const ops = [
  ["POST /checkout/sessions", "Checkout/Sessions", "create"],
  ["GET /checkout/sessions", "Checkout/Sessions", "list"],
  ["GET /checkout/sessions/{}", "Checkout/Sessions", "retrieve"],
  ["POST /checkout/sessions/{}/expire", "Checkout/Sessions", "expire"],
  ["GET /subscriptions", "Subscriptions", "list"],
  ["GET /subscriptions/{}", "Subscriptions", "retrieve"],
  ["POST /subscriptions/{}", "Subscriptions", "update"],
  ["DELETE /subscriptions/{}", "Subscriptions", "cancel"],
  ["GET /invoices", "Invoices", "list"],
  ["GET /invoices/{}", "Invoices", "retrieve"],
  ["POST /invoices/create_preview", "Invoices", "createPreview"],
  ["POST /customers", "Customers", "create"],
  ["GET /customers", "Customers", "list"],
  ["GET /customers/{}", "Customers", "retrieve"],
  ["DELETE /customers/{}", "Customers", "del"],
  ["POST /billing_portal/sessions", "BillingPortal/Sessions", "create"],
  ["POST /refunds", "Refunds", "create"],
  ["GET /refunds", "Refunds", "list"],
  ["GET /charges", "Charges", "list"],
  ["POST /products", "Products", "create"],
  ["GET /products/{}", "Products", "retrieve"],
  ["GET /events", "Events", "list"],
  ["GET /disputes/{}", "Disputes", "retrieve"],
  ["GET /webhook_endpoints", "WebhookEndpoints", "list"],
];
const files = [...new Set(ops.map((o) => base + o[1] + ".d.ts"))];
const program = ts.createProgram(files, {
  strict: true,
  target: 99,
  module: 99,
  moduleResolution: 100,
  skipLibCheck: true,
});
const ch = program.getTypeChecker();
function flat(type, name, out, depth, seen) {
  if (depth > 9) return;
  const parts = type.isUnion() ? type.types : [type];
  const add = (k) => {
    const s = (out[name] ??= new Set());
    s.add(k);
  };
  for (const t of parts) {
    if (t.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) continue;
    if (t.flags & ts.TypeFlags.StringLiteral) {
      if (t.value !== "") add("=" + t.value);
      continue;
    }
    if (t.flags & ts.TypeFlags.String) {
      add("text");
      continue;
    }
    if (t.flags & (ts.TypeFlags.Number | ts.TypeFlags.NumberLiteral)) {
      add("number");
      continue;
    }
    if (t.flags & (ts.TypeFlags.BooleanLiteral | ts.TypeFlags.Boolean)) {
      add("bool");
      continue;
    }
    if (t.symbol && t.symbol.name === "Decimal") {
      add("decimal");
      continue;
    }
    if (ch.isArrayType(t)) {
      flat(ch.getTypeArguments(t)[0], name + "[#]", out, depth + 1, seen);
      continue;
    }
    const idx = t.getStringIndexType && t.getStringIndexType();
    if (idx) {
      (out[name + "[*]"] ??= new Set()).add("text");
      continue;
    }
    const key = ch.typeToString(t);
    if (seen.includes(key) && t.symbol && t.symbol.name !== "__type") {
      if (seen.filter((x) => x === key).length > 1) continue;
    }
    for (const p of t.getProperties()) {
      const pt = ch.getTypeOfSymbol(p);
      flat(pt, name ? `${name}[${p.name}]` : p.name, out, depth + 1, [...seen, key]);
    }
    if (t.isIntersection && t.isIntersection() && t.getProperties().length === 0) add("text");
  }
}
const result = {};
for (const [op, file, method] of ops) {
  const sf = program.getSourceFile(base + file + ".d.ts");
  let found;
  const visit = (n) => {
    if ((ts.isClassDeclaration(n) || ts.isInterfaceDeclaration(n)) && /Resource$/.test(n.name?.text ?? ""))
      for (const m of n.members) {
        if (m.name?.getText?.(sf) === method && !found) found = m;
      }
    ts.forEachChild(n, visit);
  };
  visit(sf);
  if (!found) {
    console.error("no", op);
    continue;
  }
  const p = found.parameters.find((p) => p.name.getText(sf) === "params");
  const out = {};
  flat(ch.getTypeAtLocation(p), "", out, 0, []);
  result[op] = Object.fromEntries(
    Object.entries(out)
      .sort()
      .map(([k, v]) => [k, [...v].sort().join("|")]),
  );
}
let text = `# Every parameter of the requests the program makes, as Stripe publishes them for API version 2026-09-30.endive:\n# read off the type declarations of Stripe's own package stripe@23.0.0 (npm, MIT). \`[#]\` is a place in a list, \`[*]\` any name;\n# \`=word\` an allowed word.\n`;
for (const [op, ps] of Object.entries(result)) {
  text += `\n${op}\n`;
  for (const [k, v] of Object.entries(ps)) text += `  ${k} ${v}\n`;
}
fs.writeFileSync(new URL("published.txt", import.meta.url), text);
