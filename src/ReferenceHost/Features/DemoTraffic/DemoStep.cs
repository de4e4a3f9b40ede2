namespace ReferenceHost.Features.DemoTraffic;

/// <summary>One request.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path with its query.</param>
/// <param name="Body">What is sent as JSON; <see langword="null"/> for nothing.</param>
/// <param name="Commands">About how many database commands it causes.</param>
internal sealed record DemoStep(HttpMethod Method, string Path, object? Body, int Commands);
