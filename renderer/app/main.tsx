import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./app.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { assertDefined } from "../../engine/base/assert.ts";
import { createHost } from "../host/create-host.ts";
import { readSettings } from "../stores/settings-store.ts";
import { WorkbenchContext } from "../workbench/workbench.ts";
import { App } from "./app.tsx";
import { createWorkbench } from "./create-workbench.ts";
import { openFirstDocument } from "./open-first-document.ts";

const host = await createHost();
const workbench = createWorkbench(host, readSettings(await host.readSettings()));
const root = createRoot(assertDefined(document.getElementById("root") ?? undefined, "the page has a root"));
root.render(
  <StrictMode>
    <WorkbenchContext value={workbench}>
      <App />
    </WorkbenchContext>
  </StrictMode>,
);
void openFirstDocument(workbench);
