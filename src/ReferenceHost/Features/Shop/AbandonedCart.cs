namespace ReferenceHost.Features.Shop;

/// <summary>What a visitor left behind; of no value to anyone, which makes it the table to try destructive statements on.</summary>
internal sealed class AbandonedCart
{
    public int Id { get; set; }

    public required string Visitor { get; set; }

    public DateTime CreatedAt { get; set; }
}
