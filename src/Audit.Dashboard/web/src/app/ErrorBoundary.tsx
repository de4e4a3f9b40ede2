import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Message } from '../elements/States';

interface Props {
  /** Another value starts anew, for example another view. */
  resetKey?: string;
  children: ReactNode;
}

/** Keeps a fault of one view from taking the others with it. */
export class ErrorBoundary extends Component<Props, { error?: Error; resetKey?: string }> {
  override state: { error?: Error; resetKey?: string } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: { error?: Error; resetKey?: string }) {
    return props.resetKey === state.resetKey ? null : { error: undefined, resetKey: props.resetKey };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Message
        icon="warning"
        tone="bad"
        role="alert"
        title="This view failed"
        actions={
          <>
            <Button onClick={() => this.setState({ error: undefined })}>Try again</Button>
            <Button onClick={() => location.reload()}>Reload the page</Button>
          </>
        }
      >
        {this.state.error.message}
      </Message>
    );
  }
}
