from portal.cases.querysets import TopicQuerySet


class CategoryQuerySet(TopicQuerySet):
    def publishable(self, commune):
        """Categories of a commune whose complaints may be made public."""
        return self.of(commune).filter(publishable=True)

    def has(self, pk):
        return self.filter(pk=pk).exists()
