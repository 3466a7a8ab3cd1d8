import { Component, type ReactNode, Suspense } from "react";
import { Button } from "./Button.js";

interface Props {
  /** Stands in its place until it is there. */
  fallback?: ReactNode;
  children: ReactNode;
}

/** A part of the page that is loaded when it is first shown. If that fails, only this part is missing. */
export class Part extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return <Suspense fallback={this.props.fallback}>{this.props.children}</Suspense>;
    return (
      <div className="part-failed" role="alert">
        <p>This part of the page could not be shown. Is the server still running?</p>
        <Button onClick={() => location.reload()}>Reload the page</Button>
      </div>
    );
  }
}
