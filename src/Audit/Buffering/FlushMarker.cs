namespace Audit.Buffering;

/// <summary>Travels with the events; completes when everything before it is in the store.</summary>
internal sealed class FlushMarker
{
    private readonly TaskCompletionSource _onDisk = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when everything before it was written to the spool; without a spool, when it is in the store.</summary>
    public Task Written => _onDisk.Task;

    public Task Completion => _completion.Task;

    public void CompleteWritten() => _onDisk.TrySetResult();

    public void Complete()
    {
        CompleteWritten();
        _completion.TrySetResult();
    }

    public void GiveUp()
    {
        CompleteWritten();
        _completion.TrySetException(new InvalidOperationException("The audit pipeline stopped before everything recorded was in the store."));
    }
}
