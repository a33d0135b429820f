// This device is no gate, or no longer: nothing of a list, of scans or of the gate's page stays on it.
for (const name of Object.keys(localStorage)) if (name.startsWith("door/")) localStorage.removeItem(name);
if ("caches" in self) caches.delete("door-1");
