namespace Rubaru.Sodium.Contract.Vectors;

/// <summary>How many vectors of a file came out as published.</summary>
/// <param name="Accepted">Computed, and equal to the published output.</param>
/// <param name="Refused">Bad input that was refused, as published.</param>
/// <param name="Outside">Not decidable by this API; each runner says which and why.</param>
public readonly record struct VectorCount(int Accepted, int Refused, int Outside = 0)
{
    public int Total => Accepted + Refused + Outside;

    public override string ToString() => $"{Accepted} accepted, {Refused} refused, {Outside} outside the API";
}
