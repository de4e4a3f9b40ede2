using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Json;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Schema.Viewers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Transport.WebSockets;

/// <summary>One WebSocket's conversation in <c>graphql-transport-ws</c>: it says who it is, and runs operations until one of both sides ends it.</summary>
internal sealed class SocketSession(
    HttpContext context,
    SocketConnection connection,
    SignInCheck signIn,
    SocketOperations operations,
    SocketQuota quota,
    IOptions<AuditGraphQLOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<SocketSession> logger) : IAsyncDisposable
{
    private const int LongestId = 128;
    private const int NormalClosure = 1000;

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, byte> _tasks = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _initialised = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ClaimsPrincipal? _user;
    private string? _authorization;
    private string? _place;

    public async Task RunAsync()
    {
        using var stopping = lifetime.ApplicationStopping.Register(() => Close(CloseCodes.GoingAway, "The server is stopping"));
        var watching = WatchAsync();
        try
        {
            while (await connection.ReceiveAsync().ConfigureAwait(false) is { } message)
                await HandleAsync(message).ConfigureAwait(false);
            await connection.CloseAsync(NormalClosure, "").ConfigureAwait(false);
        }
        catch (SocketClosedException closed)
        {
            Log.SocketClosed(logger, closed.Code, closed.Message);
            await connection.CloseAsync(closed.Code, closed.Message).ConfigureAwait(false);
            await connection.DrainAsync().ConfigureAwait(false);
        }

        await _ended.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_tasks.Keys).ConfigureAwait(false);
        if (_place is not null)
            quota.Leave(_place);
        _ended.Dispose();
    }

    private async Task HandleAsync(ReadOnlyMemory<byte> message)
    {
        using var parsed = Parse(message);
        var root = parsed.RootElement;
        switch (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null)
        {
            case "connection_init":
                await InitialiseAsync(Payload(root)).ConfigureAwait(false);
                break;
            case "ping":
                await SocketMessages.PongAsync(connection, Payload(root)).ConfigureAwait(false);
                break;
            case "pong":
                break;
            case "subscribe":
                Subscribe(IdOf(root), Payload(root));
                break;
            case "complete":
                if (_running.TryRemove(IdOf(root), out var completed))
                    await completed.CancelAsync().ConfigureAwait(false);
                break;
            default:
                throw new SocketClosedException(CloseCodes.BadRequest, "Invalid message received");
        }
    }

    private async Task InitialiseAsync(JsonElement payload)
    {
        if (_user is not null)
            throw new SocketClosedException(CloseCodes.TooManyRequests, "Too many initialisation requests");
        if (payload.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object))
            throw new SocketClosedException(CloseCodes.BadRequest, "The payload must be an object");

        _authorization = AuthorizationOf(payload);
        var (user, refusal) = await signIn.CheckAsync(context, _authorization).ConfigureAwait(false);
        if (refusal is not null)
            throw new SocketClosedException(CloseCodes.Forbidden, "Forbidden");
        var id = Viewer.IdOf(user);
        if (!quota.TryEnter(id))
            throw new SocketClosedException(CloseCodes.TooManyRequests, "Too many connections");
        _place = id;
        _user = user;
        _initialised.TrySetResult();
        await SocketMessages.AcknowledgeAsync(connection).ConfigureAwait(false);
    }

    private void Subscribe(string id, JsonElement payload)
    {
        if (_user is not { } user)
            throw new SocketClosedException(CloseCodes.Unauthorized, "Unauthorized");
        if (payload.ValueKind != JsonValueKind.Object)
            throw new SocketClosedException(CloseCodes.BadRequest, "The payload must be an object");
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        if (!_running.TryAdd(id, cancel))
        {
            cancel.Dispose();
            throw new SocketClosedException(CloseCodes.SubscriberExists, $"Subscriber for {Shorten(id)} already exists");
        }

        try
        {
            // Read here, because the message is gone when the operation runs.
            var request = RequestReader.FromObject(payload) with { MayStream = true };
            var isOneTooMany = _running.Count > options.Value.Subscriptions.MaxPerUser;
            Track(RunAsync(id, () => operations.RunAsync(connection, id, request, context, user, isOneTooMany, cancel.Token), cancel));
        }
        catch (ApiError error)
        {
            throw new SocketClosedException(CloseCodes.BadRequest, error.Message);
        }
    }

    private async Task RunAsync(string id, Func<Task> run, CancellationTokenSource cancel)
    {
        await Task.Yield();
        using (cancel)
        {
            await run().ConfigureAwait(false);
            // An operation of the same id may have begun after this one was completed by the client.
            _running.TryRemove(new KeyValuePair<string, CancellationTokenSource>(id, cancel));
        }
    }

    private void Track(Task task)
    {
        _tasks.TryAdd(task, 0);
        task.ContinueWith(static (done, all) => ((ConcurrentDictionary<Task, byte>)all!).TryRemove(done, out _), _tasks, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Ends who does not say in time who they are, and those whose sign-in holds no longer.</summary>
    private async Task WatchAsync()
    {
        try
        {
            var limits = options.Value.Subscriptions;
            var late = Task.Delay(limits.InitTimeout, time, _ended.Token);
            // Whoever said it in the last moment has said it, even when the clock is heard first.
            if (await Task.WhenAny(_initialised.Task, late).ConfigureAwait(false) == late && !_initialised.Task.IsCompleted)
            {
                await late.ConfigureAwait(false);
                await connection.CloseAsync(CloseCodes.InitialisationTimeout, "Connection initialisation timeout").ConfigureAwait(false);
                return;
            }

            while (await HoldsAsync().ConfigureAwait(false))
                await Task.Delay(limits.CheckInterval, time, _ended.Token).ConfigureAwait(false);
            Log.SocketClosed(logger, CloseCodes.Unauthorized, "the sign-in no longer holds");
            await connection.CloseAsync(CloseCodes.Unauthorized, "Unauthorized").ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The connection has ended.
        }
    }

    private async Task<bool> HoldsAsync() =>
        await signIn.CheckAsync(context, _authorization).ConfigureAwait(false) is { Refusal: null } now && signIn.IsSame(now.User, _user!);

    private void Close(int code, string reason) => Track(connection.CloseAsync(code, reason));

    private static JsonDocument Parse(ReadOnlyMemory<byte> message)
    {
        try
        {
            return JsonDocument.Parse(message);
        }
        catch (JsonException)
        {
            throw new SocketClosedException(CloseCodes.BadRequest, "Invalid message received");
        }
    }

    private static JsonElement Payload(JsonElement root) => root.TryGetProperty("payload", out var payload) ? payload : default;

    private static string IdOf(JsonElement root) =>
        root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() is { Length: > 0 and <= LongestId } text
            ? text
            : throw new SocketClosedException(CloseCodes.BadRequest, "The member id must be a text");

    private static string? AuthorizationOf(JsonElement payload)
    {
        if (payload.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var member in payload.EnumerateObject())
        {
            if (member.Name.Equals("authorization", StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind == JsonValueKind.String)
                return member.Value.GetString();
        }

        return null;
    }

    /// <summary>A reason has at most 123 bytes.</summary>
    private static string Shorten(string id) => id.Length <= 16 ? id : id[..16];
}
