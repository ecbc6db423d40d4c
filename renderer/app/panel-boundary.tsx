import { TriangleAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { Button } from "../widgets/button.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";

type PanelBoundaryProps = {
  /** As in "The timeline stopped". */
  readonly name: string;
  readonly children: ReactNode;
};

type PanelBoundaryState = { readonly failure: string | undefined };

/** Keeps a panel's bug inside the panel: the rest of the app goes on, and the panel can be made anew. */
export class PanelBoundary extends Component<PanelBoundaryProps, PanelBoundaryState> {
  override state: PanelBoundaryState = { failure: undefined };

  static getDerivedStateFromError(error: unknown): PanelBoundaryState {
    return { failure: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return (
      <div role="alert" className="h-full overflow-auto bg-panel">
        <EmptyState
          icon={<TriangleAlert size={24} />}
          title={`The ${this.props.name} stopped`}
          text={`Spillway made a mistake here: ${failure.slice(0, 300)}. Your scenario and the run are safe.`}
        >
          <Button onClick={() => this.setState({ failure: undefined })}>Reload panel</Button>
        </EmptyState>
      </div>
    );
  }
}
