using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Audit.Cli.Sources;

/// <summary>Asks the GraphQL API of a host.</summary>
internal sealed class HostClient : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly Uri _address;

    public HostClient(Uri address, string token)
    {
        _address = address;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Runs an operation.</summary>
    /// <returns>The member <c>data</c> of the answer.</returns>
    /// <exception cref="UsageException">The host does not answer, or refuses; the message is its own.</exception>
    public async Task<JsonElement> AskAsync(string document, JsonObject variables, CancellationToken cancellationToken)
    {
        try
        {
            using var body = JsonContent.Create(new JsonObject { ["query"] = document, ["variables"] = variables }, SourceJson.Default.JsonObject);
            using var response = await _http.PostAsync(_address, body, cancellationToken).ConfigureAwait(false);
            var answer = await response.Content.ReadFromJsonAsync(SourceJson.Default.JsonElement, cancellationToken).ConfigureAwait(false);
            if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("errors", out var errors) && errors.GetArrayLength() > 0)
                throw new UsageException($"the host refused: {errors[0].GetProperty("message").GetString()}");
            if (response.IsSuccessStatusCode && answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("data", out var data))
                return data;
            throw new UsageException($"{_address} answered {(int)response.StatusCode}, and not as a GraphQL API does.");
        }
        catch (HttpRequestException failure)
        {
            throw new UsageException($"{_address} does not answer: {failure.Message}");
        }
        catch (JsonException)
        {
            throw new UsageException($"{_address} did not answer as a GraphQL API does; is the path right, and the token?");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UsageException($"{_address} did not answer in {_http.Timeout}.");
        }
    }

    public void Dispose() => _http.Dispose();
}
