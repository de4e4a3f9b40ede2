using System.Runtime.InteropServices;

namespace Audit.Hosting;

/// <summary>
/// The signals that end a process. .NET itself says nothing when one comes: without a host, no event is raised before the process is gone. What the signal does
/// is left as it is.
/// </summary>
internal sealed class ProcessSignals(Action came) : IDisposable
{
    private static readonly PosixSignal[] Ending = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private readonly PosixSignalRegistration[] _registrations = [.. Ending.Select(signal => PosixSignalRegistration.Create(signal, _ => came()))];

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }
}
