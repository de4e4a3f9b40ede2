using Audit.AspNetCore.Sharing;

namespace Audit.ApiKeys.Tests.Hosting;

/// <summary>Instances in this process that hear each other, or do not.</summary>
internal sealed class LoopMessages : IInstanceMessages
{
    private readonly List<(string Topic, Action<string> Handler)> _handlers = [];

    public DateTimeOffset? ListeningSince { get; set; }

    public ValueTask<bool> PublishAsync(string topic, string message, CancellationToken cancellationToken)
    {
        if (ListeningSince is null)
            return new(false);
        foreach (var (of, handler) in _handlers)
        {
            if (of == topic)
                handler(message);
        }

        return new(true);
    }

    public void Subscribe(string topic, Action<string> handler) => _handlers.Add((topic, handler));
}
