using System.Text.Encodings.Web;
using System.Text.Json;
using GraphQL;

namespace Audit.GraphQL.Transport.WebSockets;

/// <summary>The messages of <c>graphql-transport-ws</c> that a server sends.</summary>
internal static class SocketMessages
{
    private static readonly byte[] Acknowledgement = """{"type":"connection_ack"}"""u8.ToArray();

    public static Task AcknowledgeAsync(SocketConnection connection) =>
        connection.SendAsync(Acknowledgement, static (message, stream) => stream.WriteAsync(message).AsTask());

    public static Task PongAsync(SocketConnection connection, JsonElement payload) => connection.SendAsync(payload, static (payload, stream) =>
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteString("type", "pong");
        if (payload.ValueKind != JsonValueKind.Undefined)
        {
            writer.WritePropertyName("payload");
            payload.WriteTo(writer);
        }

        writer.WriteEndObject();
        return Task.CompletedTask;
    });

    public static Task<bool> NextAsync(SocketConnection connection, string id, ExecutionResult result) =>
        connection.SendAsync((Id: id, Type: "next"u8.ToArray(), Payload: (object)result), WriteAsync);

    public static Task<bool> ErrorAsync(SocketConnection connection, string id, ExecutionErrors errors) =>
        connection.SendAsync((Id: id, Type: "error"u8.ToArray(), Payload: (object)errors), WriteAsync);

    public static Task<bool> CompleteAsync(SocketConnection connection, string id) =>
        connection.SendAsync((Id: id, Type: "complete"u8.ToArray(), Payload: (object?)null), WriteAsync);

    private static async Task WriteAsync((string Id, byte[] Type, object? Payload) message, Stream stream)
    {
        var writer = new Utf8JsonWriter(stream);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, message.Id);
            writer.WriteString("type"u8, message.Type);
            if (message.Payload is null)
            {
                writer.WriteEndObject();
                return;
            }

            // The serializer of answers writes to streams only, so the envelope leaves room for what it writes.
            writer.WritePropertyName("payload"u8);
            await writer.FlushAsync().ConfigureAwait(false);
            await ApiSerializer.Instance.WriteAsync(stream, message.Payload).ConfigureAwait(false);
            stream.WriteByte((byte)'}');
            writer.Reset(Stream.Null);
        }
    }
}
