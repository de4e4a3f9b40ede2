namespace ReferenceHost.Features.DemoTraffic;

/// <summary>Why the traffic could not be made, for people to read.</summary>
internal sealed class DemoTrafficException(string message, Exception? inner = null) : Exception(message, inner);
