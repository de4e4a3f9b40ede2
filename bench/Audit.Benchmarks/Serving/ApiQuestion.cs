namespace Audit.Benchmarks.Serving;

/// <summary>A question as a client of the API asks it.</summary>
internal sealed record ApiQuestion(string Name, string Document, object Variables);
