namespace Audit.Context;

/// <summary>
/// Work that is handed to someone else, with the context of who asked for it: neither a <c>Channel&lt;T&gt;</c> nor a queue carries the ambient one.
/// </summary>
/// <typeparam name="T">The work.</typeparam>
/// <example>
/// <code>
/// await channel.Writer.WriteAsync(new AuditWorkItem&lt;Order&gt;(order));
///
/// await foreach (var item in channel.Reader.ReadAllAsync())
/// {
///     using (item.Enter())
///         await ShipAsync(item.Value);
/// }
/// </code>
/// </example>
public readonly record struct AuditWorkItem<T>
{
    /// <summary>Takes the ambient context and the current trace along.</summary>
    /// <param name="value">The work.</param>
    public AuditWorkItem(T value)
        : this(value, AuditContext.Capture())
    {
    }

    /// <summary>Takes a context along.</summary>
    /// <param name="value">The work.</param>
    /// <param name="context">In the course of what it is to be done.</param>
    public AuditWorkItem(T value, AuditContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Value = value;
        Context = context;
    }

    /// <summary>The work.</summary>
    public T Value { get; }

    /// <summary>In the course of what it is to be done.</summary>
    public AuditContext Context { get; }

    /// <summary>Makes the context ambient until the scope is disposed.</summary>
    public AuditContextScope Enter() => AuditContext.Push(Context ?? AuditContext.Background);
}
