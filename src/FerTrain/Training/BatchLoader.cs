using FerTrain.Augmentation;
using FerTrain.Core.Config;
using FerTrain.Data;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Loads training batches: images gathered by index, augmented and scaled, all on the device.</summary>
internal sealed class BatchLoader(RunConfig config, PreparedData data, FaceTensors faces, Preprocessor preprocessor)
{
    private readonly FaceTensors _faces = faces;
    private readonly int _batchSize = config.Train.BatchSize;
    private readonly EpochSampler _sampler = new(config, data);
    private readonly AugmentationPipeline _augmentation = new(config.Augment, preprocessor.Spec, preprocessor);

    /// <summary>The batches of an epoch, which is counted from 1.</summary>
    public EpochBatches Epoch(int epoch) => new(this, epoch);

    /// <summary>The augmentation of so many validation faces after an epoch, by random numbers that no training step uses.</summary>
    public DrawnAugmentation Validation(int epoch, int count) =>
        new(_augmentation, count, index => _sampler.Seeds.Stream("validation", epoch, index), _faces.Device);

    /// <summary>Holds the batches of one epoch. All random numbers behind them are sampled and sent to the device at once.</summary>
    internal sealed class EpochBatches : IDisposable
    {
        private readonly BatchLoader _loader;
        private readonly int _epoch, _batchSize, _images;
        private readonly Tensor _order, _mixing;
        private readonly Tensor? _sampledLabels;
        private readonly DrawnAugmentation _augmentation;

        public EpochBatches(BatchLoader loader, int epoch)
        {
            var (sampler, augmentation, faces) = (loader._sampler, loader._augmentation, loader._faces);
            var order = sampler.Order(epoch);
            (_loader, _epoch, _batchSize, _images) = (loader, epoch, loader._batchSize, order.Length);
            _order = faces.Rows(order).DetachFromDisposeScope();
            _sampledLabels = sampler.Labels(epoch, order) is { } labels ? tensor(labels, device: faces.Device).DetachFromDisposeScope() : null;
            _augmentation = new DrawnAugmentation(augmentation, _images, index => sampler.Seeds.Stream("augment", epoch, index), faces.Device);
            _mixing = augmentation.Mixing.Draw(Count, step => sampler.Seeds.Stream("mixing", epoch, step), faces.Device).DetachFromDisposeScope();
        }

        /// <summary>How many batches the epoch has.</summary>
        public int Count => DivideUp(_images, _batchSize);

        /// <summary>How many times the weights are updated, where several batches make one update.</summary>
        public int Updates(int accumulationSteps) => DivideUp(Count, accumulationSteps);

        /// <summary>The images of a batch; only the last one may have fewer than the rest.</summary>
        public int Images(int batch) => Math.Min(_batchSize, _images - batch * _batchSize);

        /// <summary>The number of a batch among those of all epochs, from 0.</summary>
        public int Number(int batch) => (_epoch - 1) * Count + batch;

        public TrainingBatch this[int batch]
        {
            get
            {
                using var scope = NewDisposeScope();
                var faces = _loader._faces;
                var rows = Slice(_order, batch);
                var inputs = _augmentation.From(faces.Images.index_select(0, rows), (long)batch * _batchSize);
                var labels = _sampledLabels is null ? faces.Labels.index_select(0, rows) : Slice(_sampledLabels, batch).alias();
                var softLabels = _sampledLabels is null ? faces.SoftLabels?.index_select(0, rows) : null;
                var targets = softLabels ?? labels.alias(); // since each tensor of a batch is moved out once
                var loaded = new TrainingBatch(inputs, targets, labels, faces.TeacherLabels?.index_select(0, rows));
                return _loader._augmentation.Mixing.Mix(loaded, _mixing[batch]).MoveToOuterDisposeScope();
            }
        }

        public void Dispose()
        {
            _order.Dispose();
            _sampledLabels?.Dispose();
            _augmentation.Dispose();
            _mixing.Dispose();
        }

        /// <summary>Divides in 64 bits: a size may be as large as an int, to take everything at once.</summary>
        private static int DivideUp(int whole, int size) => (int)(((long)whole + size - 1) / size);

        private Tensor Slice(Tensor table, int batch)
        {
            var start = (long)batch * _batchSize;
            return table.slice(0, start, start + Images(batch), 1);
        }
    }
}
