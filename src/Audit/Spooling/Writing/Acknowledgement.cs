using Audit.Events;

namespace Audit.Spooling.Writing;

/// <summary>An event whose recorder waits until it is safe. Travels in the place of the event.</summary>
internal sealed class Acknowledgement(AuditEvent auditEvent, bool onDisk)
{
    private readonly TaskCompletionSource<bool> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AuditEvent Event => auditEvent;

    /// <summary>Whether it has to be durable, and not only written.</summary>
    public bool OnDisk => onDisk;

    /// <summary>Whether it is as safe as it was to be; <see langword="false"/> when it is lost.</summary>
    public Task<bool> Completion => _completion.Task;

    public void Complete(bool isSafe) => _completion.TrySetResult(isSafe);

    /// <summary>Waits on the caller's thread, whatever the thread pool does.</summary>
    /// <returns>Whether it is as safe as it was to be in time.</returns>
    public bool Wait(TimeSpan timeout) => ((IAsyncResult)Completion).AsyncWaitHandle.WaitOne(timeout) && Completion.GetAwaiter().GetResult();
}
