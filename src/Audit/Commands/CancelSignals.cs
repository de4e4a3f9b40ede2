using System.Runtime.InteropServices;

namespace Audit.Commands;

/// <summary>Cancels a command when the process is asked to end, so that the run is recorded before it does.</summary>
internal sealed class CancelSignals : IDisposable
{
    private readonly CancellationTokenSource _cancellation;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public CancelSignals(CancellationToken cancellationToken)
    {
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
    }

    public CancellationToken Token => _cancellation.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _cancellation.Dispose();
    }

    private void Cancel(PosixSignalContext signal)
    {
        // Who asks twice does not want to wait.
        if (_cancellation.IsCancellationRequested)
            return;
        signal.Cancel = true;
        _cancellation.Cancel();
    }
}
