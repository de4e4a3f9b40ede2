namespace Audit.Buffering;

/// <summary>Travels with the events; completes when everything before it is in the store.</summary>
internal sealed class FlushMarker
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Completion => _completion.Task;

    public void Complete() => _completion.TrySetResult();

    public void GiveUp() => _completion.TrySetException(
        new InvalidOperationException("The audit pipeline stopped before everything recorded was in the store."));
}
