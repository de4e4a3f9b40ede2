namespace Audit.Storage.ClickHouse.Embedded.Interop;

/// <summary>Values for the <c>{name:Type}</c> placeholders of a statement, in ClickHouse's escaped text form.</summary>
internal sealed record QueryParameters(IReadOnlyList<string> Names, IReadOnlyList<string> Values)
{
    internal static QueryParameters None { get; } = new([], []);
}
