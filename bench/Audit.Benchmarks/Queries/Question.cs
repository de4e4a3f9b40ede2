using Audit.Querying;

namespace Audit.Benchmarks.Queries;

/// <summary>A question to the audit log.</summary>
/// <param name="Name">What is asked.</param>
/// <param name="AskAsync">Asks, and says what came back.</param>
internal sealed record Question(string Name, Func<IAuditReader, CancellationToken, Task<string>> AskAsync);
