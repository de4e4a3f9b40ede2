using Audit.Commands;
using Audit.Events;

namespace Audit.Tests.Commands;

/// <summary>What the commands of a test did.</summary>
internal sealed class Runs
{
    public int Count { get; set; }

    public IReadOnlyList<string> LastArguments { get; set; } = [];

    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

internal abstract class SomeCommand(string name, string description) : IAuditedCommand
{
    public string Name => name;

    public string Description => description;

    public abstract Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}

internal sealed class DbReset(Runs runs) : SomeCommand("db:reset", "Sets everything back")
{
    public override Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        runs.Count++;
        return Task.FromResult(0);
    }
}

internal sealed class DropEverything(Runs runs) : SomeCommand("drop-everything", "Drops it")
{
    public override Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        runs.Count++;
        return Task.FromResult(0);
    }
}

[Secret("--pin", "-p")]
internal sealed class UserCreate(Runs runs, IAuditLog log, TimeProvider time) : SomeCommand("user:create", "Adds a user")
{
    public override async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        runs.LastArguments = [.. arguments];
        await log.RecordAsync(new AuditEvent(time.GetUtcNow()) { Category = EventCategory.Entity, Action = "shop.user_created" }, cancellationToken);
        return 0;
    }
}

internal sealed class FailingCode() : SomeCommand("fail:code", "Fails by its code")
{
    public override Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => Task.FromResult(7);
}

internal sealed class Throwing() : SomeCommand("fail:throw", "Fails by an exception")
{
    public override Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("the server refused Password=hunter2-x");
}

internal sealed class Waiting(Runs runs) : SomeCommand("wait", "Waits until it is cancelled")
{
    public override async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        runs.Started.SetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
