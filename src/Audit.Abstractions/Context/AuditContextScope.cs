namespace Audit.Context;

/// <summary>Restores the outer <see cref="AuditContext"/> when disposed. Dispose it in the method that pushed it, in reverse order.</summary>
public readonly struct AuditContextScope : IDisposable, IEquatable<AuditContextScope>
{
    private readonly AuditContext? _outer;

    internal AuditContextScope(AuditContext? outer) => _outer = outer;

    /// <inheritdoc />
    public void Dispose() => AuditContext.Restore(_outer);

    /// <inheritdoc />
    public bool Equals(AuditContextScope other) => ReferenceEquals(_outer, other._outer);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is AuditContextScope other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => _outer?.GetHashCode() ?? 0;

    /// <summary>Whether two scopes restore the same context.</summary>
    public static bool operator ==(AuditContextScope left, AuditContextScope right) => left.Equals(right);

    /// <summary>Whether two scopes restore different contexts.</summary>
    public static bool operator !=(AuditContextScope left, AuditContextScope right) => !left.Equals(right);
}
