namespace FerTrain.Training.Initialization;

/// <summary>Kinds of Keras layers that have weights, told apart by what those are called.</summary>
internal enum KerasKind
{
    Conv,
    SeparableConv,
    Dense,
    BatchNorm,
    Other,
}
